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
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AddressText}.
 */
class AddressTextTests {

	@ParameterizedTest
	@CsvSource({ "127.0.0.1, 127.0.0.1:8080", "0.0.0.0, 0.0.0.0:8080", "::ffff:10.0.0.1, 10.0.0.1:8080",
			"::, [::]:8080", "::1, [::1]:8080", "2001:DB8::1, [2001:db8::1]:8080", "1::, [1::]:8080",
			"1:0:0:2:0:0:0:3, [1:0:0:2::3]:8080", "1:0:0:2:0:0:3:4, [1::2:0:0:3:4]:8080",
			"1:0:2:3:4:5:6:7, [1:0:2:3:4:5:6:7]:8080", "10:0:0:20:3:4:5:60, [10::20:3:4:5:60]:8080" })
	void writesInternetAddresses(String address, String expected) throws Exception {
		assertThat(AddressText.of(new InetSocketAddress(InetAddress.getByName(address), 8080))).isEqualTo(expected);
	}

	@Test
	void writesTheNumberOfAScope() throws Exception {
		byte[] bytes = InetAddress.getByName("fe80::1").getAddress();
		assertThat(AddressText.of(new InetSocketAddress(Inet6Address.getByAddress(null, bytes, 2), 8080)))
			.isEqualTo("[fe80::1%2]:8080");
	}

	@Test
	void writesUnixPaths() {
		assertThat(AddressText.of(UnixDomainSocketAddress.of(Path.of("/run/app.sock")))).isEqualTo("/run/app.sock");
	}

}
