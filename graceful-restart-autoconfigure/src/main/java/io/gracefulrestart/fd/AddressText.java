/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.gracefulrestart.fd;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Addresses of sockets as text: in messages, in the actuator, and between generations,
 * which compare them in this form.
 *
 * <table>
 * <caption>Forms</caption>
 * <tr>
 * <th>address</th>
 * <th>text</th>
 * </tr>
 * <tr>
 * <td>IPv4, and IPv4-mapped IPv6</td>
 * <td>{@code 127.0.0.1:8080}</td>
 * </tr>
 * <tr>
 * <td>IPv6</td>
 * <td>{@code [2001:db8::1]:8080}: lower case, the first of the longest runs of zeros left
 * out, with the number of the scope if there is one ({@code [fe80::1%2]:8080})</td>
 * </tr>
 * <tr>
 * <td>Unix</td>
 * <td>{@code /run/app.sock}</td>
 * </tr>
 * </table>
 */
public final class AddressText {

	private static final Pattern ZEROS = Pattern.compile("(?<![0-9a-f])0(:0)+(?![0-9a-f])");

	private static final Pattern LITERAL = Pattern.compile("(?:\\[([0-9a-f:.%]+)\\]|([0-9.]+)):([0-9]{1,5})");

	private AddressText() {
	}

	/**
	 * Write an address.
	 * @param address an internet or Unix address that is resolved
	 * @return its text
	 */
	public static String of(@Nullable SocketAddress address) {
		if (address instanceof InetSocketAddress inet) {
			return of(inet.getAddress()) + ":" + inet.getPort();
		}
		return String.valueOf(address);
	}

	/**
	 * Read an address back. Only literals are taken, so that nothing is looked up.
	 * @param text text of an IPv4 or IPv6 address with its port, or of an absolute path
	 * @return the address, or {@code null} if it is none
	 */
	public static @Nullable SocketAddress parse(String text) {
		if (text.startsWith("/")) {
			return path(text);
		}
		Matcher literal = LITERAL.matcher(text);
		if (!literal.matches()) {
			return null;
		}
		try {
			String host = (literal.group(1) != null) ? literal.group(1) : literal.group(2);
			return new InetSocketAddress(InetAddress.getByName(host), Integer.parseInt(literal.group(3)));
		}
		catch (UnknownHostException | IllegalArgumentException ex) {
			return null;
		}
	}

	private static @Nullable SocketAddress path(String text) {
		try {
			return UnixDomainSocketAddress.of(text);
		}
		catch (InvalidPathException ex) {
			return null;
		}
	}

	private static String of(InetAddress address) {
		if (!(address instanceof Inet6Address inet6)) {
			return address.getHostAddress();
		}
		String text = address.getHostAddress();
		int percent = text.indexOf('%');
		String scope = (inet6.getScopeId() != 0) ? "%" + inet6.getScopeId() : "";
		return "[" + shorten((percent < 0) ? text : text.substring(0, percent)) + scope + "]";
	}

	private static String shorten(String text) {
		MatchResult longest = null;
		for (Matcher run = ZEROS.matcher(text); run.find();) {
			longest = (longest == null || run.group().length() > longest.group().length()) ? run.toMatchResult()
					: longest;
		}
		if (longest == null) {
			return text;
		}
		String before = text.substring(0, longest.start());
		String after = text.substring(longest.end());
		return (before.endsWith(":") ? before : before + ":") + (after.startsWith(":") ? after : ":" + after);
	}

}
