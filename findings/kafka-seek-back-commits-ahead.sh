#!/usr/bin/env bash
# A consumer that seeks back to a record that failed commits the offset behind that record all the same.
#
# Seen with Confluent.Kafka 2.16.0 (librdkafka 2.16.0) and the mock cluster that it brings:
# A consumer with the automatic commit takes the records 0 to 4. Record 4 fails, so it seeks back to it, to have it again, and is closed
# before it comes: a deployment, a rebalance. Close commits 5, and the next consumer of the group starts there; record 4 is lost. Commit()
# does the same. Both commit the offset that Consume has stored, and Seek does not touch that. With EnableAutoOffsetStore off, and
# StoreOffset for the records that are done, the next consumer starts at record 4.
# Expected: Java's consumer commits its position, which seek sets: 4. The documentation says of Commit that it commits 'all offsets for the
# current assignment', and of Seek nothing about offsets that are stored.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
project Confluent.Kafka=2.16.0
mock_kafka

cat >Program.cs <<'CS'
using Confluent.Kafka;

using var kafka = new MockKafka();
var part = new TopicPartition("clicks", 0);
await kafka.FillAsync(part, 20);

Show("Close with automatic commit", automatic: true, stores: true, _ => { });
Show("Commit()", automatic: false, stores: true, consumer => consumer.Commit());
Show("Close, offsets stored once a record is done", automatic: true, stores: false, _ => { });

void Show(string what, bool automatic, bool stores, Action<IConsumer<Ignore, string>> afterSeek)
{
    using (var first = Consumer(what, automatic, stores))
    {
        first.Assign(part);
        var record = first.Consume(TimeSpan.FromSeconds(30));
        for (; record.Message.Value != "4"; record = first.Consume(TimeSpan.FromSeconds(30)))
        {
            if (!stores)
            {
                first.StoreOffset(record);
            }
        }

        first.Seek(record.TopicPartitionOffset);
        afterSeek(first);
        first.Close();
        Console.Write($"seek back to record {record.Message.Value}, {what}: ");
    }

    using var next = Consumer(what, automatic: false, stores: true);
    next.Assign(part);
    Console.WriteLine($"the next consumer starts at record {next.Consume(TimeSpan.FromSeconds(30)).Message.Value}");
}

IConsumer<Ignore, string> Consumer(string group, bool automatic, bool stores) => new ConsumerBuilder<Ignore, string>(new ConsumerConfig
{
    BootstrapServers = kafka.Address, GroupId = group, EnableAutoCommit = automatic,
    EnableAutoOffsetStore = stores, AutoOffsetReset = AutoOffsetReset.Earliest,
}).SetLogHandler((_, _) => { }).Build();
CS

cat >expected <<'TEXT'
seek back to record 4, Close with automatic commit: the next consumer starts at record 5
seek back to record 4, Commit(): the next consumer starts at record 5
seek back to record 4, Close, offsets stored once a record is done: the next consumer starts at record 4
TEXT

compare
