#!/usr/bin/env bash
# A group that has read and committed all that a transaction wrote has a lag of 1 for ever.
#
# Seen with Apache Kafka 4.2.1 (KAFKA_HOME, Java 17) and Confluent.Kafka 2.16.0 (librdkafka 2.16.0) on .NET 10:
# The end of a transaction takes an offset of its own, which no reader is given. Three records of one transaction have
# the offsets 0 to 2, and the log ends at 4. The client commits the offset after the last record, 3, and stays there: its
# own position, the tools of Kafka and every monitor that subtracts the two say 1, although nothing is left to read. With
# a transaction a record the records have every other offset, and the end is still one too far.
set -euo pipefail
home="${KAFKA_HOME:?set KAFKA_HOME to the folder of an Apache Kafka 4.2.1}"
work="$(mktemp -d)"
broker=''
finish() {
    [[ -z "$broker" ]] || { kill "$broker"; wait "$broker" || true; }
    rm -rf "$work"
}
trap finish EXIT
cd "$work"

port=$((20000 + RANDOM % 10000))
cat >server.properties <<TEXT
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$((port + 1))
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://127.0.0.1:$port,CONTROLLER://127.0.0.1:$((port + 1))
advertised.listeners=PLAINTEXT://127.0.0.1:$port
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=$work/data
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
group.initial.rebalance.delay.ms=0
TEXT
export LOG_DIR="$work/logs"
"$home/bin/kafka-storage.sh" format -t "$("$home/bin/kafka-storage.sh" random-uuid 2>/dev/null | tail -n 1)" -c server.properties >format.log 2>&1
"$home/bin/kafka-server-start.sh" server.properties >broker.log 2>&1 &
broker=$!

cat >finding.csproj <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Confluent.Kafka" Version="[2.16.0]" />
  </ItemGroup>
</Project>
XML

cat >Program.cs <<'CS'
using Confluent.Kafka;
using Confluent.Kafka.Admin;

var patience = TimeSpan.FromSeconds(60);
using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = args[0] }).Build();
await admin.CreateTopicsAsync(
    [new TopicSpecification { Name = "once", NumPartitions = 1 }, new TopicSpecification { Name = "each", NumPartitions = 1 }]);
using var producer = new ProducerBuilder<Null, string>(
    new ProducerConfig { BootstrapServers = args[0], TransactionalId = "finding" }).Build();
producer.InitTransactions(patience);
Write("once", 3);
Write("each", 1);
Write("each", 1);
Write("each", 1);
foreach (var (topic, eof) in ((string, bool)[])[("once", false), ("once", true), ("each", false), ("each", true)])
{
    var group = $"{topic}-{(eof ? "eof" : "no-eof")}";
    using var consumer = new ConsumerBuilder<Ignore, string>(new ConsumerConfig
    {
        BootstrapServers = args[0], GroupId = group, AutoOffsetReset = AutoOffsetReset.Earliest, EnableAutoCommit = false,
        EnablePartitionEof = eof,
    }).Build();
    consumer.Subscribe(topic);
    var offsets = new List<long>();
    while (offsets.Count < 3)
    {
        offsets.Add(consumer.Consume(patience).Offset);
    }

    var isEof = consumer.Consume(TimeSpan.FromSeconds(3))?.IsPartitionEOF ?? false; // time to pass the last marker

    consumer.Commit();
    var partition = new TopicPartition(topic, 0);
    var end = consumer.QueryWatermarkOffsets(partition, patience).High;
    var committed = consumer.Committed([partition], patience)[0].Offset;
    Console.WriteLine(
        $"{group}: records at {string.Join(' ', offsets)}, told of the end {isEof}, position {consumer.Position(partition)}, "
        + $"committed {committed}, end {end}, lag {end - committed}");
    consumer.Close();
}

void Write(string topic, int records)
{
    producer.BeginTransaction();
    for (var i = 0; i < records; i++)
    {
        producer.Produce(topic, new Message<Null, string> { Value = "record" });
    }

    producer.CommitTransaction(patience);
}
CS

cat >expected <<'TEXT'
TBD
TEXT

dotnet build -c Release --nologo -v quiet -o out >build.log 2>&1 || { cat build.log >&2; exit 2; }
dotnet out/finding.dll "127.0.0.1:$port" >seen
for group in once-no-eof once-eof each-no-eof each-eof; do
    "$home/bin/kafka-consumer-groups.sh" --bootstrap-server "127.0.0.1:$port" --describe --group "$group" 2>/dev/null |
        awk '$2 == "once" || $2 == "each" { print "tool: group", $1, "current", $4, "end", $5, "lag", $6 }' >>seen
done
if ! diff -u expected seen; then
    echo 'changed: the behaviour is another one than the one seen' >&2
    exit 1
fi
echo 'as seen'
