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

package io.gracefulrestart.web;

import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/**
 * The media types of responses that are streams.
 */
public final class StreamTypes {

	static final String EVENT_STREAM = "text/event-stream";

	private static final Map<String, Framing> KNOWN = Map.of(EVENT_STREAM, Framing.EVENTS, "application/x-ndjson",
			Framing.LINES, "application/ndjson", Framing.LINES, "application/stream+json", Framing.LINES,
			"application/jsonl", Framing.LINES, "application/json-seq", Framing.LINES);

	private final Map<String, Framing> framings = new HashMap<>();

	/**
	 * Create it of media types.
	 * @param types the types, such as {@code text/event-stream}
	 * @throws IllegalArgumentException if one of them is none, whose message says which
	 */
	public StreamTypes(Collection<String> types) {
		for (String type : types) {
			String checked = checked(type);
			this.framings.put(checked, KNOWN.getOrDefault(checked, Framing.FLUSHES));
		}
	}

	private static String checked(String text) {
		MimeType type;
		try {
			type = MimeTypeUtils.parseMimeType(text);
		}
		catch (InvalidMimeTypeException ex) {
			throw new IllegalArgumentException("'" + text + "' is no media type", ex);
		}
		if (type.isWildcardType() || type.isWildcardSubtype()) {
			throw new IllegalArgumentException("'" + text + "' is not one media type but many");
		}
		return (type.getType() + "/" + type.getSubtype()).toLowerCase(Locale.ROOT);
	}

	/**
	 * Return how a stream of this type is framed.
	 * @param contentType the value of a header, {@code null} for none
	 * @return how, or {@code null} if it is no stream
	 */
	@Nullable Framing framing(@Nullable String contentType) {
		if (contentType == null) {
			return null;
		}
		Framing framing = this.framings.get(contentType);
		if (framing != null) {
			return framing;
		}
		int parameters = contentType.indexOf(';');
		String type = (parameters >= 0) ? contentType.substring(0, parameters) : contentType;
		return this.framings.get(type.trim().toLowerCase(Locale.ROOT));
	}

}
