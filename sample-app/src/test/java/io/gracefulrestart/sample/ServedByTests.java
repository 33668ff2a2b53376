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

package io.gracefulrestart.sample;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

@SampleApplicationTest
class ServedByTests {

	@LocalServerPort
	private int port;

	@ParameterizedTest
	@CsvSource({ "/whoami,200", "/slow?ms=0,200", "/download?bytes=10,200", "/session,200", "/actuator/health,200",
			"/actuator/metrics,200", "/slow?ms=-1,400", "/slow,400", "/upload,405", "/nowhere,404",
			"/actuator/nothing,404", "/echo,404" })
	void everyResponseSaysWhoServedIt(String path, int status) throws Exception {
		var response = new Client(this.port).get(path);
		assertThat(response.statusCode()).isEqualTo(status);
		Client.assertServedByThisProcess(response);
	}

	@Test
	void whoamiNamesProcessAndClient() throws Exception {
		var whoami = Client.json(new Client(this.port).get("/whoami"));
		assertThat(whoami.get("pid").asLong()).isEqualTo(ProcessHandle.current().pid());
		assertThat(whoami.get("generation").asInt()).isEqualTo(1);
		assertThat(whoami.get("remoteAddress").asString()).isEqualTo("127.0.0.1");
		assertThat(whoami.get("remotePort").asInt()).isBetween(1, 65535);
	}

	@Test
	void requestsAreCountedOnceWhateverTheirOutcome() throws Exception {
		Client client = new Client(this.port);
		long before = Client.json(client.get("/whoami")).get("requestsTotal").asLong();
		client.get("/nowhere");
		client.get("/slow?ms=-1");
		client.get("/slow?ms=0");
		assertThat(Client.json(client.get("/whoami")).get("requestsTotal").asLong()).isEqualTo(before + 4);
	}

}
