#!/usr/bin/env bash
# CommitTransaction of Confluent.Kafka waits for whole steps of 10 ms, though its record was acknowledged long before.
#
# Seen with Confluent.Kafka 2.16.0 (librdkafka 2.16.0) and the mock cluster that it brings:
# A producer writes one record a transaction and commits, a hundred times. The commit flushes first, and one would expect that to end
# when the broker has acknowledged the record. The median takes 10 ms and more, with delivery reports (the client's own thread takes
# the report that would end the wait) and without them (nothing ends it). Flushed before the commit with a time-out of 1 ms, repeated
# until nothing is left, the record has its acknowledgement and the transaction its commit in a median of less than 8 ms.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
project Confluent.Kafka=2.16.0

cat >Program.cs <<'CS'
using System.Diagnostics;
using Confluent.Kafka;

var patience = TimeSpan.FromSeconds(30);
foreach (var (reports, isFlushed) in new[] { (true, false), (false, false), (true, true), (false, true) })
{
    var config = new ProducerConfig
    {
        BootstrapServers = "mock", TransactionalId = $"finding-{reports}-{isFlushed}", EnableDeliveryReports = reports, LingerMs = 1000, RetryBackoffMs = 1,
    };
    config.Set("test.mock.num.brokers", "1");
    using var producer = new ProducerBuilder<Null, string>(config).SetLogHandler((_, _) => { }).Build();
    producer.InitTransactions(patience);
    var took = new List<double>();
    for (var i = 0; i < 120; i++)
    {
        producer.BeginTransaction();
        producer.Produce("records", new Message<Null, string> { Value = "x" });
        var begun = Stopwatch.GetTimestamp();
        while (isFlushed && producer.Flush(TimeSpan.FromMilliseconds(1)) > 0)
        {
        }

        producer.CommitTransaction(patience);
        took.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
    }

    var median = took.Skip(20).Order().ElementAt(50); // the first ones connect
    Console.WriteLine($"reports {reports}, flushed before {isFlushed}: {(median >= 9.5 ? "10 ms and more" : median < 8 ? "less than 8 ms" : $"{median:F1} ms")}");
}
CS

cat >expected <<'E2'
reports True, flushed before False: 10 ms and more
reports False, flushed before False: 10 ms and more
reports True, flushed before True: less than 8 ms
reports False, flushed before True: less than 8 ms
E2
compare
