using System.Text;
using System.Text.Json;
using StreamReco.StreamHost.Kafka.Producing;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Terminal;
using StreamReco.StreamHost.Tests.Http;
using StreamReco.StreamHost.Tests.Kafka;

namespace StreamReco.StreamHost.Tests.Cli.Rejected;

/// <summary>What would be late again is said before it is sent, by the watermark that the nodes stored.</summary>
[Collection(RealKafkaCollection.Name)]
public sealed class LateRepairTests(RealKafka kafka) : IDisposable
{
    private static readonly TimeSpan _age = TimeSpan.FromDays(3);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [RealKafkaFact]
    public async Task Replay_and_repair_warn_of_what_would_be_late_again_and_not_of_what_is_moved_far_enough()
    {
        var options = await RejectALateClickAsync();
        string[] at =
        [
            "--bootstrap", kafka.Bootstrap, "--clicks", options.Kafka.Clicks, "--rejected", options.Kafka.Rejected,
            "--group", options.Kafka.Group, "--state", options.State.Connection, "--reason", "late",
        ];

        var replay = await CommandLineRun.OfAsync(["rejected", "replay", .. at]);
        var repair = await CommandLineRun.OfAsync(["rejected", "repair", .. at, "--put", "device=phone"]);
        var moved = await CommandLineRun.OfAsync(["rejected", "repair", .. at, "--shift-time", $"{_age.TotalSeconds:0}"]);

        foreach (var run in (CommandLineRun[])[replay, repair])
        {
            run.ExitCode.ShouldBe(ExitCode.Ok, run.Error);
            run.Output.ShouldContain("1 events would be sent");
            run.Error.ShouldContain("1 of the 1 events lie further behind the watermark of their partition than Window:AllowedLatenessMs (");
            run.Error.ShouldContain("they will be rejected as late");
        }

        moved.Output.ShouldContain("1 events would be sent", customMessage: moved.Error);
        moved.Error.ShouldNotContain("late");
    }

    /// <summary>A node applies a click of now, then rejects one of three days ago, and stores its watermark as it stops.</summary>
    private async Task<StreamRecoOptions> RejectALateClickAsync()
    {
        var (clicks, rejected) = (await kafka.CreateTopicAsync("late-clicks", 1), await kafka.CreateTopicAsync("late-rejected", 1));
        var (catalog, answers) = (await kafka.CreateTopicAsync("late-catalog", 1), await kafka.CreateTopicAsync("late-answers", 1));
        await using var scene = await HttpScene.StartAsync(options =>
        {
            (options.Kafka.Bootstrap, options.Kafka.Group) = (kafka.Bootstrap, kafka.NewName("late"));
            (options.Kafka.Clicks, options.Kafka.Rejected) = (clicks, rejected);
            (options.Kafka.Catalog, options.Kafka.Recommendations) = (catalog, answers);
            options.State.Connection = Path.Combine(_folder.Path, "state.db");
        });
        await scene.UntilAsync("ready", "/health/ready", answer => answer.GetProperty("status").GetString() == "ready");
        await scene.ClickAsync(("u1", "i1"));
        using (var writer = new RecordWriter(scene.Options.Kafka))
        {
            writer.Write(clicks, "u1"u8.ToArray(), Late(), null, null, default);
            writer.Flush(TimeSpan.FromSeconds(30));
        }

        await Waiting.UntilAsync("the late click is rejected", () => scene.Committed == 2, TimeSpan.FromSeconds(60));
        return scene.Options;
    }

    private static byte[] Late() => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new
    {
        event_id = "late-1",
        event_type = "view_item",
        user_id = "u1",
        item_id = "i2",
        timestamp = TimeProvider.System.GetUtcNow() - _age,
    }));
}
