#!/usr/bin/env bash
# An observable counter without one of its attributes has the value of the partition named last, not the sum.
#
# Seen with OpenTelemetry and OpenTelemetry.Exporter.InMemory 1.20.1 on .NET 10:
# Three partitions of a topic have read 100, 200 and 300 records. A view leaves out the attribute of the partition. A counter that is
# added to is exported as 600, as it should be. An observable counter and an observable up-down counter are exported as 300: every
# measurement overwrites the one before it. When the next callback names the partitions in another order, the counter falls from 300
# to 110, though every partition has read more, and a reader of a monotonic sum takes that for a restart.
# Expected: the supplementary guidelines of the OpenTelemetry specification have this very case, an asynchronous counter with a view
# that removes an attribute, and add up. A sum is additive by the data model; only of a gauge the last value would do.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
project OpenTelemetry=1.20.1 OpenTelemetry.Exporter.InMemory=1.20.1

cat >Program.cs <<'CS'
using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;

(int Partition, long Read)[] read = [(0, 100), (1, 200), (2, 300)];
using var meter = new Meter("finding");
var exported = new List<MetricSnapshot>();
using var provider = Sdk.CreateMeterProviderBuilder().AddMeter(meter.Name)
    .AddView(_ => new MetricStreamConfiguration { TagKeys = ["topic"] })
    .AddInMemoryExporter(exported)
    .Build();

var counter = meter.CreateCounter<long>("counter");
meter.CreateObservableCounter("observable-counter", Observe);
meter.CreateObservableUpDownCounter("observable-up-down-counter", Observe);
Add();
Show();

read = [(2, 310), (1, 210), (0, 110)];
Add(10);
Show();

void Add(long? more = null)
{
    foreach (var (partition, records) in read)
    {
        counter.Add(more ?? records, new("topic", "clicks"), new("partition", partition));
    }
}

IEnumerable<Measurement<long>> Observe() =>
    read.Select(r => new Measurement<long>(r.Read, new KeyValuePair<string, object?>("topic", "clicks"), new("partition", r.Partition)));

void Show()
{
    exported.Clear();
    provider.ForceFlush();
    foreach (var metric in exported)
    {
        Console.WriteLine($"{string.Join(", ", read.Select(r => r.Read))}: {metric.Name} {string.Join(" ", metric.MetricPoints.Select(p => p.GetSumLong()))}");
    }
}
CS

cat >expected <<'TEXT'
100, 200, 300: counter 600
100, 200, 300: observable-counter 300
100, 200, 300: observable-up-down-counter 300
310, 210, 110: counter 630
310, 210, 110: observable-counter 110
310, 210, 110: observable-up-down-counter 110
TEXT

compare
