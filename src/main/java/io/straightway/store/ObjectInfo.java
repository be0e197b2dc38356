package io.straightway.store;

import java.time.Instant;

/** What a listing says about an object. */
public record ObjectInfo(String key, long bytes, Instant modified) {}
