#!/usr/bin/env bash
# A partition that was paused, taken away and assigned again stays paused: its new assignment is read by nobody.
#
# Seen with Confluent.Kafka 2.16.0 (librdkafka 2.16.0) and the mock cluster that it brings:
# A consumer reads three of twenty records and pauses the partition. The partition is unassigned, and assigned again with an offset to
# start at. No record comes, and no error. After Resume the reading begins at the offset of the new assignment. Whoever pauses for
# backpressure forgets on the loss of a partition what was noted of it; if the partition then comes back, nobody reads it.
# Expected: a new assignment starts unpaused, as in Java's consumer, whose documentation says that the pause of a partition that was
# revoked is not preserved. The documentation of Pause, Assign and Unassign names nothing of the kind.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
project Confluent.Kafka=2.16.0
mock_kafka

cat >Program.cs <<'CS'
using Confluent.Kafka;

using var kafka = new MockKafka();
var part = new TopicPartition("clicks", 0);
await kafka.FillAsync(part, 20);

foreach (var paused in (bool[])[false, true])
{
    using var consumer = new ConsumerBuilder<Ignore, string>(
        new ConsumerConfig { BootstrapServers = kafka.Address, GroupId = $"group-{paused}", EnableAutoCommit = false })
        .SetLogHandler((_, _) => { }).Build();
    consumer.Assign(new TopicPartitionOffset(part, 0));
    Console.WriteLine($"{(paused ? "paused" : "not paused")}: first assignment {Next(consumer, 3)}");
    if (paused)
    {
        consumer.Pause([part]);
    }

    consumer.Unassign();
    consumer.Assign(new TopicPartitionOffset(part, 7));
    Console.WriteLine($"  assigned again at 7: {Next(consumer, 2)}");
    if (paused)
    {
        consumer.Resume([part]);
        Console.WriteLine($"  resumed: {Next(consumer, 2)}");
    }
}

static string Next(IConsumer<Ignore, string> consumer, int count) =>
    string.Join(' ', Enumerable.Range(0, count).Select(_ => consumer.Consume(TimeSpan.FromSeconds(5))?.Message.Value ?? "nothing"));
CS

cat >expected <<'TEXT'
not paused: first assignment 0 1 2
  assigned again at 7: 7 8
paused: first assignment 0 1 2
  assigned again at 7: nothing nothing
  resumed: 7 8
TEXT

compare
