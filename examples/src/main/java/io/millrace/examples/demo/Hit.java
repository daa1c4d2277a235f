package io.millrace.examples.demo;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * A line of a web server's access log.
 *
 * @param client the address that asked
 * @param atMs when, milliseconds since the epoch
 * @param page what was asked for, without the query
 * @param status the HTTP status of the answer
 * @param bytes the size of the answer
 */
record Hit(String client, long atMs, String page, int status, long bytes) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH);

  /** Reads a line in Apache's combined format. */
  static Hit parse(String line) {
    int open = line.indexOf('[');
    int close = line.indexOf(']', open);
    int quote = line.indexOf("\" ", close + 3);
    String[] request = line.substring(close + 3, quote).split(" ", 3);
    String[] answer = line.substring(quote + 2).split(" ", 3);
    String page = request[1];
    int query = page.indexOf('?');
    return new Hit(
        line.substring(0, line.indexOf(' ')),
        OffsetDateTime.parse(line.substring(open + 1, close), TIME).toInstant().toEpochMilli(),
        query < 0 ? page : page.substring(0, query),
        Integer.parseInt(answer[0]),
        answer[1].equals("-") ? 0 : Long.parseLong(answer[1]));
  }

  Hit later(long byMs) {
    return new Hit(client, atMs + byMs, page, status, bytes);
  }

  Instant at() {
    return Instant.ofEpochMilli(atMs);
  }

  /** The kind of answer: 2xx, 3xx, 4xx or 5xx. */
  String answer() {
    return status / 100 + "xx";
  }

  boolean isError() {
    return status >= 400;
  }

  /** True for what a person reads, not what a page is made of. */
  boolean isPage() {
    return page.endsWith("/") || page.endsWith(".html") || page.lastIndexOf('.') < 0;
  }
}
