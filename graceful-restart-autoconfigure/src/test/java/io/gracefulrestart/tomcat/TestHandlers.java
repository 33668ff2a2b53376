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

package io.gracefulrestart.tomcat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import java.util.zip.CRC32;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * The handlers. One that has a rendezvous goes on when its test says so.
 */
@RestController
class TestHandlers {

	static byte[] pattern(int length) {
		byte[] bytes = new byte[length];
		for (int i = 0; i < length; i++) {
			bytes[i] = (byte) (i % 251);
		}
		return bytes;
	}

	static String checksum(byte[] bytes) {
		CRC32 checksum = new CRC32();
		checksum.update(bytes);
		return bytes.length + " " + checksum.getValue();
	}

	@GetMapping("/hello")
	String hello() {
		return "hello";
	}

	@GetMapping("/remote")
	String remote(HttpServletRequest request) {
		return request.getRemoteAddr() + " " + request.getScheme() + " " + request.getProtocol();
	}

	@GetMapping("/thread")
	String thread() {
		return Thread.currentThread().toString();
	}

	@GetMapping("/status/{status}")
	ResponseEntity<Void> status(@PathVariable int status) {
		return ResponseEntity.status(status).build();
	}

	@GetMapping("/fail")
	String fail() {
		throw new IllegalStateException("as asked");
	}

	@GetMapping("/wait/{name}")
	String waiting(@PathVariable String name) {
		Rendezvous.of(name).meet();
		return "waited";
	}

	@GetMapping("/callable/{name}")
	Callable<String> callable(@PathVariable String name) {
		return () -> {
			Rendezvous.of(name).meet();
			return "called";
		};
	}

	@GetMapping("/deferred/{name}")
	DeferredResult<ResponseEntity<String>> deferred(@PathVariable String name,
			@RequestParam(defaultValue = "200") int status) {
		DeferredResult<ResponseEntity<String>> result = new DeferredResult<>(20_000L);
		new Thread(() -> {
			Rendezvous.of(name).meet();
			result.setResult((status == 204) ? ResponseEntity.noContent().build()
					: ResponseEntity.status(status).body("deferred"));
		}).start();
		return result;
	}

	@GetMapping("/sse/{name}")
	SseEmitter sse(@PathVariable String name) {
		SseEmitter emitter = new SseEmitter(20_000L);
		new Thread(() -> {
			try {
				emitter.send("first");
				Rendezvous.of(name).meet();
				emitter.send("second");
				emitter.complete();
			}
			catch (IOException ex) {
				emitter.completeWithError(ex);
			}
		}).start();
		return emitter;
	}

	@GetMapping("/download/{name}")
	void download(@PathVariable String name, @RequestParam int bytes, HttpServletResponse response) throws IOException {
		response.setContentLength(bytes);
		write(name, bytes, response.getOutputStream());
	}

	@GetMapping(path = "/text", produces = "text/plain")
	byte[] text(@RequestParam int bytes) {
		return pattern(bytes);
	}

	@GetMapping("/chunks/{name}")
	void chunks(@PathVariable String name, @RequestParam int bytes, HttpServletResponse response) throws IOException {
		response.setContentType("application/octet-stream");
		write(name, bytes, response.getOutputStream());
	}

	private void write(String name, int bytes, OutputStream out) throws IOException {
		byte[] pattern = pattern(bytes);
		if (!name.equals("-")) {
			out.write(pattern, 0, bytes / 2);
			out.flush();
			Rendezvous.of(name).meet();
			out.write(pattern, bytes / 2, bytes - bytes / 2);
		}
		else {
			out.write(pattern);
		}
	}

	@GetMapping("/async/{name}")
	void async(@PathVariable String name, @RequestParam int bytes, HttpServletRequest request,
			HttpServletResponse response) {
		AsyncContext context = request.startAsync(request, response);
		new Thread(() -> {
			Rendezvous.of(name).meet();
			try {
				context.getResponse().getOutputStream().write(pattern(bytes));
				context.complete();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}).start();
	}

	@GetMapping("/endless")
	void endless(HttpServletResponse response) throws IOException {
		// Without a pause, so that no read of it ever times out.
		byte[] some = new byte[8192];
		while (true) {
			response.getOutputStream().write(some);
		}
	}

	@PostMapping("/echo/{name}")
	void echo(@PathVariable String name, InputStream body, OutputStream response) throws IOException {
		response.write(body.read());
		Rendezvous.of(name).meet();
		response.flush();
		body.transferTo(response);
	}

	@PostMapping("/upload")
	String upload(InputStream body) throws IOException {
		return checksum(body.readAllBytes());
	}

	@PostMapping("/refuse")
	ResponseEntity<String> refuse() {
		return ResponseEntity.ok("body not read");
	}

	@PostMapping("/refuse/{name}")
	Callable<String> refuseLater(@PathVariable String name) {
		return () -> {
			Rendezvous.of(name).meet();
			return "body not read";
		};
	}

	@PostMapping("/multipart")
	String multipart(@RequestParam MultipartFile file) throws IOException {
		return file.getOriginalFilename() + " " + checksum(file.getBytes());
	}

}
