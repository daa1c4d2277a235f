/** Tests against a broker that runs as a process of its own, and against Kafka's mock clients. */
package io.millrace.connector.kafka;
