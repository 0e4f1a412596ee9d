#!/usr/bin/env bash
# A record that is produced with the time 1970-01-01T00:00:00.000Z is sent with the time of sending.
#
# Seen with Confluent.Kafka 2.16.0 (librdkafka 2.16.0) and the mock cluster that it brings:
# Three records are given an explicit create time: 0, 1 and 1714557600000 milliseconds. The last two are read with these times. The first is
# read with the time of its sending: 0 means 'no time' below Timestamp, though Timestamp has a type for that (NotAvailable), which
# the caller did not choose. Whoever copies records from topic to topic with their times makes old records new in this way. Devices whose
# clock starts at 0 are the usual source of such records, and a rule against times long past does not see them.
# Expected: the time that was given. Java's producer takes null for 'no time' and sends a 0 as a 0.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
project Confluent.Kafka=2.16.0
mock_kafka

cat >Program.cs <<'CS'
using Confluent.Kafka;

using var kafka = new MockKafka();
foreach (var ms in (long[])[0, 1, 1_714_557_600_000])
{
    var record = new Message<Null, string> { Value = $"{ms}", Timestamp = new Timestamp(ms, TimestampType.CreateTime) };
    await kafka.Producer.ProduceAsync(new TopicPartition("records", 0), record);
}

using var consumer = new ConsumerBuilder<Ignore, string>(
    new ConsumerConfig { BootstrapServers = kafka.Address, GroupId = "finding" }).SetLogHandler((_, _) => { }).Build();
consumer.Assign(new TopicPartitionOffset("records", 0, Offset.Beginning));
for (var i = 0; i < 3; i++)
{
    var record = consumer.Consume(TimeSpan.FromSeconds(30)).Message;
    var (type, ms) = (record.Timestamp.Type, record.Timestamp.UnixTimestampMs);
    var isNow = Math.Abs(ms - DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()) < 120_000;
    Console.WriteLine($"sent with {record.Value}: read with {(isNow ? "the time of sending" : ms)}, {type}");
}
CS

cat >expected <<'TEXT'
sent with 0: read with the time of sending, CreateTime
sent with 1: read with 1, CreateTime
sent with 1714557600000: read with 1714557600000, CreateTime
TEXT

compare
