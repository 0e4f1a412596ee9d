#!/usr/bin/env bash
# Streamiz keeps a late record that finds a partner under the partner's time, and joins it by that time from then on.
#
# Seen with Streamiz.Kafka.Net 1.8.2 on .NET 10, in its own test driver, with stores in RocksDB and in memory:
# Views and clicks of one key are joined within 10 seconds. Read in the order of their times, the view of second 5 joins the clicks of
# -4 and 10, and not the click of 20. Read after the click of 10, the same view joins the click of 20 too, which is 15 seconds away, and
# misses the click of -4, which is 9 seconds away. The join forwards its result with the later of both times, and that becomes the time
# of the context. Only then is the view put into its store, under the time of the context.
# Expected: Kafka Streams, which Streamiz implements for .NET, joins by the records' own times. A late record counts in full until the
# grace period is over, which is a day here.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
project Streamiz.Kafka.Net=1.8.2

cat >Program.cs <<'CS'
using Microsoft.Extensions.Logging.Abstractions;
using Streamiz.Kafka.Net;
using Streamiz.Kafka.Net.Mock;
using Streamiz.Kafka.Net.SerDes;
using Streamiz.Kafka.Net.State;
using Streamiz.Kafka.Net.Stream;

var text = new StringSerDes();
var window = JoinWindowOptions.Of(TimeSpan.FromSeconds(10));
var (kept, size) = (TimeSpan.FromMilliseconds(window.Size + window.GracePeriodMs), TimeSpan.FromMilliseconds(window.Size));
foreach (var store in (string[])["RocksDB", "memory"])
{
    Show("by their times", store, ("click", -4), ("view", 5), ("click", 10), ("click", 20));
    Show("view after click 10", store, ("click", 10), ("view", 5), ("click", 20), ("click", -4));
}

void Show(string order, string store, params (string Topic, int Second)[] records)
{
    var pairs = new List<string>();
    var builder = new StreamBuilder();
    var stores = store == "memory"
        ? StreamJoinProps.With<string, string, string>(
            Stores.InMemoryWindowStore("views", kept, size, true), Stores.InMemoryWindowStore("clicks", kept, size, true))
        : StreamJoinProps.With<string, string, string>(text, text, text);
    builder.Stream<string, string>("view")
        .Join<string, string>(builder.Stream<string, string>("click"), (view, click) => $"{view} with {click}", window, stores)
        .Foreach((_, pair, _) => pairs.Add(pair));
    var config = new StreamConfig<StringSerDes, StringSerDes>
    {
        ApplicationId = $"finding-{Guid.NewGuid()}", StateDir = Path.Combine(Environment.CurrentDirectory, "state"), Logger = NullLoggerFactory.Instance,
    };
    using var driver = new TopologyTestDriver(builder.Build(), config);
    var topics = new[] { "view", "click" }.ToDictionary(name => name, name => driver.CreateInputTopic<string, string>(name));
    foreach (var (topic, second) in records)
    {
        topics[topic].PipeInput("user", $"{topic} {second}", new DateTime(2024, 5, 1, 10, 0, 0, DateTimeKind.Utc).AddSeconds(second));
    }

    Console.WriteLine($"{store}, {order}: {string.Join(", ", pairs.Order())}");
}
CS

cat >expected <<'TEXT'
RocksDB, by their times: view 5 with click -4, view 5 with click 10
RocksDB, view after click 10: view 5 with click 10, view 5 with click 20
memory, by their times: view 5 with click -4, view 5 with click 10
memory, view after click 10: view 5 with click 10, view 5 with click 20
TEXT

compare
