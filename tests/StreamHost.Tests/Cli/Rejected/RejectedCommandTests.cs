using System.Text;
using System.Text.Json;
using StreamReco.Models.Decoding;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Terminal;
using StreamReco.StreamHost.Tests.Kafka;

namespace StreamReco.StreamHost.Tests.Cli.Rejected;

[Collection(RealKafkaCollection.Name)]
public sealed class RejectedCommandTests(RealKafka kafka)
{
    private const string WithoutType =
        """{"event_id":"e1","user_id":"u1","item_id":"i1","timestamp":1750000000000}""";

    [RealKafkaFact]
    public async Task A_rejected_record_is_listed_shown_repaired_and_sent_once_however_often_it_is_repaired()
    {
        var (clicks, rejected) = await TopicsAsync();
        var payload = Encoding.UTF8.GetBytes(WithoutType);
        Write(rejected, RejectedSamples.Encode(7, payload, RejectedSamples.NoType, topic: clicks));
        string[] at = ["--bootstrap", kafka.Bootstrap, "--rejected", rejected];
        string[] repair =
        [
            "rejected", "repair", .. at, "--clicks", clicks, "--reason", "invalid", "--put", "event_type=view_item",
        ];

        var list = await CommandLineRun.OfAsync(["rejected", "list", .. at, "--clicks", clicks, "--output", "json"]);
        var show = await CommandLineRun.OfAsync(["rejected", "show", $"{clicks}/0@7", .. at]);
        var dry = await CommandLineRun.OfAsync(repair);
        var before = await TopicReader.ReadAllAsync(kafka.Bootstrap, clicks);
        var sent = await CommandLineRun.OfAsync([.. repair, "--yes"]);
        var again = await CommandLineRun.OfAsync([.. repair, "--yes"]);
        var otherwise = await CommandLineRun.OfAsync(
            ["rejected", "repair", .. at, "--clicks", clicks, "--reason", "invalid", "--put", "item_id=i2"]); // it would be invalid still
        var open = await CommandLineRun.OfAsync(["rejected", "list", .. at, "--clicks", clicks]);
        var repaired = await CommandLineRun.OfAsync(["rejected", "list", .. at, "--clicks", clicks, "--status", "repaired", "--output", "json"]);

        open.Output.ShouldStartWith("no rejected records with this status; 1 with another (--status all)");
        var group = JsonDocument.Parse(repaired.Output).RootElement.EnumerateArray().ShouldHaveSingleItem();
        (group.GetProperty("records").GetInt64(), group.GetProperty("repaired").GetInt64()).ShouldBe((1, 1));
        otherwise.ExitCode.ShouldBe(ExitCode.Ok, otherwise.Error);
        otherwise.Output.ShouldContain("1 were sent before and are left out");
        otherwise.Error.ShouldNotContain("still invalid");
        JsonDocument.Parse(list.Output).RootElement[0].GetProperty("newest").GetString().ShouldBe($"{clicks}/0@7");
        show.Output.ShouldContain(WithoutType);
        dry.Output.ShouldContain("1 events would be sent");
        before.ShouldBeEmpty();
        sent.Output.ShouldContain("1 events sent", customMessage: sent.Error);
        again.Output.ShouldContain("1 were sent before");
        var record = (await TopicReader.ReadAllAsync(kafka.Bootstrap, clicks)).ShouldHaveSingleItem();
        Encoding.UTF8.GetString(record.Message.Key).ShouldBe("u1");
        var link = record.Message.Headers.GetLastBytes("streamreco-repaired-from");
        Encoding.UTF8.GetString(link).ShouldBe($"{clicks}/0@7");
    }

    [RealKafkaFact]
    public async Task A_replay_sends_the_bytes_as_they_came_and_reports_what_is_still_rejected()
    {
        var (clicks, rejected) = await TopicsAsync();
        var valid = Encoding.UTF8.GetBytes(
            WithoutType.Replace("\"user_id\"", "\"event_type\":\"view_item\",\"user_id\"", StringComparison.Ordinal));
        var late = new ValidationFailure(FailureType.Late, "timestamp", "Late.");
        Write(rejected,
        [
            .. RejectedSamples.Encode(7, valid, late, topic: clicks, payloadBytesMax: 10),
            .. RejectedSamples.Encode(8, "{"u8.ToArray(), late, topic: clicks),
        ]);

        var run = await CommandLineRun.OfAsync(
            "rejected", "replay", "--bootstrap", kafka.Bootstrap, "--rejected", rejected, "--clicks", clicks,
            "--reason", "late", "--yes");

        run.ExitCode.ShouldBe(ExitCode.Failure);
        run.Error.ShouldContain($"{clicks}/0@8 is not sent: still malformed");
        run.Error.ShouldContain("will be late again");
        (await TopicReader.ReadAllAsync(kafka.Bootstrap, clicks)).ShouldHaveSingleItem().Message.Value.ShouldBe(valid);
    }

    private async Task<(string Clicks, string Rejected)> TopicsAsync() =>
        (await kafka.CreateTopicAsync("clicks", 2), await kafka.CreateTopicAsync("rejected", 1));

    private void Write(string topic, IReadOnlyList<OutboundRecord> records)
    {
        using var producer = new TestProducer(kafka.Bootstrap, topic);
        foreach (var record in records)
        {
            producer.Write(record.Key, record.Value);
        }

        producer.Flush();
    }
}
