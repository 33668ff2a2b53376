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

package io.gracefulrestart.test.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A certificate that nobody has signed but its owner, made when it is needed.
 *
 * @param keyStore file in the format PKCS #12
 */
public record SelfSignedCertificate(Path keyStore) {

	/**
	 * Password of the file and of the key in it.
	 */
	public static final String PASSWORD = "for-tests-only";

	private static final long PATIENCE_SECONDS = 120;

	/**
	 * Make a key and its certificate, for 127.0.0.1.
	 * @param directory where the file goes
	 * @param java runtime whose {@code keytool} makes it
	 * @return the certificate
	 * @throws IOException if there is no such program, or it fails
	 * @throws InterruptedException if interrupted
	 */
	public static SelfSignedCertificate create(Path directory, JavaInstallation java)
			throws IOException, InterruptedException {
		Path file = directory.resolve("certificate.p12");
		Path log = directory.resolve("keytool.log");
		// An elliptic curve: a handshake is cheap, and there are hundreds at once.
		List<String> command = List.of(java.executable().resolveSibling("keytool").toString(), "-genkeypair", "-alias",
				"test", "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=localhost", "-ext",
				"san=ip:127.0.0.1,dns:localhost", "-validity", "30", "-storetype", "PKCS12", "-storepass", PASSWORD,
				"-keystore", file.toString());
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
		try {
			if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
				throw new IOException(command + " failed: " + Files.readString(log));
			}
		}
		finally {
			process.destroyForcibly();
		}
		return new SelfSignedCertificate(file);
	}

	/**
	 * Return how Spring Boot is told to use it.
	 * @return arguments for TLS on the application's own port
	 */
	public String[] serverArguments() {
		return new String[] { "--server.ssl.key-store=" + this.keyStore,
				"--server.ssl.key-store-password=" + PASSWORD };
	}

}
