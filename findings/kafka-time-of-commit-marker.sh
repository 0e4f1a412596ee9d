#!/usr/bin/env bash
# Asked for the first record from a time on, Kafka answers with the marker of a commit, and older records follow it.
#
# Seen with Apache Kafka 4.2.1 and Confluent.Kafka 2.16.0; needs Java 17, and Kafka's folder in KAFKA_HOME or ../shared/kafka:
# Fifteen clicks of 10:00 to 10:14 on a day in 2024 are written one by one, and to another topic in five transactions of three. The time
# of a record is that of its click. The marker of a commit takes an offset too, and its time is that of the commit, today. So it is
# later than any time of 2024, and the search ends at the first marker: OffsetsForTimes of 10:07 leads to the click of 10:03, and of
# noon, after the last click, to the same place in place of the end. The offset of the latest time has no record. A group that is reset
# to 'yesterday' after old clicks were loaded in transactions reads nearly all of them again.
# Expected: the documentation of offsetsForTimes promises the earliest offset whose time is the given one or later. One asks it for
# records, and no reader is ever shown a marker.
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
source "$here/lib.sh"
kafka="$(cd "${KAFKA_HOME:-$here/../../shared/kafka}" && pwd)" || { echo 'set KAFKA_HOME to the folder of an Apache Kafka 4.2.1' >&2; exit 2; }
project Confluent.Kafka=2.16.0

port=21092
while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 10)); done
cat >server.properties <<TEXT
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$((port + 1))
listeners=PLAINTEXT://127.0.0.1:$port,CONTROLLER://127.0.0.1:$((port + 1))
advertised.listeners=PLAINTEXT://127.0.0.1:$port
controller.listener.names=CONTROLLER
log.dirs=$work/data
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
TEXT
export KAFKA_HEAP_OPTS=-Xmx384m LOG_DIR="$work/logs"
"$kafka/bin/kafka-storage.sh" format -t AAAAAAAAQACAAAAAAAAAAQ -c server.properties >format.log 2>&1 || { cat format.log >&2; exit 2; }
"$kafka/bin/kafka-server-start.sh" server.properties >broker.log 2>&1 &
broker=$!
trap 'kill "$broker"; wait "$broker" || true; rm -rf "$work"' EXIT
echo "127.0.0.1:$port" >bootstrap

cat >Program.cs <<'CS'
using Confluent.Kafka;
using Confluent.Kafka.Admin;

var patience = TimeSpan.FromSeconds(120);
var bootstrap = File.ReadAllText("bootstrap").Trim();
var ten = new DateTime(2024, 5, 1, 10, 0, 0, DateTimeKind.Utc);
using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrap }).SetLogHandler((_, _) => { }).Build();
string[] topics = ["one by one", "in transactions"];
await admin.CreateTopicsAsync(
    topics.Select(topic => new TopicSpecification
    {
        Name = topic.Replace(' ', '-'), NumPartitions = 1, ReplicationFactor = 1, Configs = new() { ["retention.ms"] = "-1" },
    }),
    new CreateTopicsOptions { RequestTimeout = patience });

foreach (var topic in topics)
{
    var partition = new TopicPartition(topic.Replace(' ', '-'), 0);
    var isTransactional = topic == topics[1];
    var config = new ProducerConfig { BootstrapServers = bootstrap, TransactionalId = isTransactional ? "finding" : null };
    using (var producer = new ProducerBuilder<Null, string>(config).SetLogHandler((_, _) => { }).Build())
    {
        if (isTransactional)
        {
            producer.InitTransactions(patience);
        }

        for (var minute = 0; minute < 15; minute++)
        {
            if (isTransactional && minute % 3 == 0)
            {
                producer.BeginTransaction();
            }

            var time = ten.AddMinutes(minute);
            producer.Produce(partition, new Message<Null, string> { Value = $"{time:HH:mm}", Timestamp = new Timestamp(time) });
            if (isTransactional && minute % 3 == 2)
            {
                producer.CommitTransaction(patience);
            }
        }

        producer.Flush(patience);
    }

    using var consumer = new ConsumerBuilder<Null, string>(new ConsumerConfig
    {
        BootstrapServers = bootstrap, GroupId = "finding", IsolationLevel = IsolationLevel.ReadCommitted, EnablePartitionEof = true,
        AutoOffsetReset = AutoOffsetReset.Error,
    }).SetLogHandler((_, _) => { }).Build();
    foreach (var from in (DateTime[])[ten.AddMinutes(7), ten.AddHours(2)])
    {
        var found = consumer.OffsetsForTimes([new TopicPartitionTimestamp(partition, new Timestamp(from))], patience).Single();
        Console.WriteLine($"{topic}, from {from:HH:mm}: {(found.Offset == Offset.End ? "the end" : $"clicks {Read(found.Offset)}")}");
    }

    var latest = await admin.ListOffsetsAsync([new TopicPartitionOffsetSpec { TopicPartition = partition, OffsetSpec = OffsetSpec.MaxTimestamp() }]);
    var last = Read(latest.ResultInfos.Single().TopicPartitionOffsetError.Offset);
    Console.WriteLine($"{topic}, latest time: {(last.Length == 0 ? "no click" : $"click {last}")}");

    string Read(Offset from)
    {
        var read = new List<string>();
        consumer.Assign(new TopicPartitionOffset(partition, from));
        while (consumer.Consume(patience) is { } result && !result.IsPartitionEOF)
        {
            read.Add(result.Message.Value);
        }

        return string.Join(" ", read);
    }
}
CS

cat >expected <<'TEXT'
one by one, from 10:07: clicks 10:07 10:08 10:09 10:10 10:11 10:12 10:13 10:14
one by one, from 12:00: the end
one by one, latest time: click 10:14
in transactions, from 10:07: clicks 10:03 10:04 10:05 10:06 10:07 10:08 10:09 10:10 10:11 10:12 10:13 10:14
in transactions, from 12:00: clicks 10:03 10:04 10:05 10:06 10:07 10:08 10:09 10:10 10:11 10:12 10:13 10:14
in transactions, latest time: no click
TEXT

compare
