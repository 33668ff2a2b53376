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

import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import jakarta.servlet.http.HttpSession;
import org.apache.catalina.Container;
import org.apache.catalina.Context;
import org.apache.catalina.Manager;
import org.apache.catalina.Session;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * As many sessions as {@code sample.sessions} says, for measurements: about 2 KB each as
 * bytes, in attributes as a shop has them. Only the first generation creates them, those
 * after it inherit them. The identifiers tell their numbers, and so does what
 * {@link SessionController} has counted in them.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("sample.sessions")
class SessionsConfiguration {

	private static final int ITEMS = 5;

	@Bean
	ApplicationRunner manySessions(ServletWebServerApplicationContext context, Generation generation,
			@Value("${sample.sessions}") int count) {
		return (arguments) -> {
			if (generation.current() == 1 && context.getWebServer() instanceof TomcatWebServer server) {
				Manager manager = manager(server);
				IntStream.range(0, count).forEach((number) -> create(manager, number));
			}
		};
	}

	private static Manager manager(TomcatWebServer server) {
		for (Container child : server.getTomcat().getHost().findChildren()) {
			if (child instanceof Context application) {
				return application.getManager();
			}
		}
		throw new IllegalStateException("Tomcat has no application");
	}

	private static void create(Manager manager, int number) {
		Session session = manager.createSession(id(number));
		session.access();
		fill(session.getSession(), number);
		session.setNew(false);
		session.endAccess();
	}

	/**
	 * Return the identifier of a session.
	 * @param number its number, counted from 0
	 * @return 32 digits
	 */
	static String id(int number) {
		return String.format(Locale.ROOT, "%032x", number);
	}

	static void fill(HttpSession session, int number) {
		session.setAttribute(SessionController.COUNT, number);
		session.setAttribute("csrf", UUID.randomUUID().toString());
		session.setAttribute("lastPage", "/shop/books/fantasy?page=" + number % 20 + "&sort=price&order=ascending");
		session.setAttribute("account", new Account(number, "Customer number " + number,
				"customer." + number + "@shop.example", Instant.now(), List.of("customer", "newsletter", "reviewer")));
		session.setAttribute("cart",
				IntStream.range(0, ITEMS)
					.mapToObj((item) -> new Item("sku-" + number + "-" + item,
							"Article that is the number " + item + " in the cart of customer number " + number
									+ ", in the colour that was chosen",
							item + 1, BigDecimal.valueOf(number, 2)))
					.collect(ArrayList::new, ArrayList::add, ArrayList::addAll));
		Map<String, String> preferences = new LinkedHashMap<>();
		for (String name : List.of("language", "currency", "theme", "country", "delivery", "payment")) {
			preferences.put(name, name + " that customer number " + number + " has chosen");
		}
		session.setAttribute("preferences", preferences);
	}

	/**
	 * Who is logged in.
	 */
	record Account(long id, String name, String mail, Instant since, List<String> roles) implements Serializable {

	}

	/**
	 * Something in a cart.
	 */
	record Item(String number, String title, int amount, BigDecimal price) implements Serializable {

	}

}
