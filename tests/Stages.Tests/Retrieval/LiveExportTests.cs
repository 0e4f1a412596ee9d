using StreamReco.Models.Artifacts;
using StreamReco.Models.Events;
using StreamReco.Models.Retrieval.Live;
using StreamReco.Stages.Retrieval;
using StreamReco.Stages.State;
using StreamReco.TestKit.Events;
using StreamReco.TestKit.Scoring;
using StreamReco.TestKit.Shards;
using Outcome = StreamReco.Stages.Tests.Shards.Outcome;

namespace StreamReco.Stages.Tests.Retrieval;

/// <summary>The clicks that live sources keep of a user can be read out, for an export of the person.</summary>
public sealed class LiveExportTests
{
    private const long T = 1_768_478_400_000;

    private static readonly ModelArtifact _model = SmallTwoStageModel.Of(SmallModel.Create(items: 12));

    [Fact]
    public void What_is_kept_of_a_user_is_theirs_alone_in_the_stored_and_in_the_open_form()
    {
        var log = new PartitionLog();
        Add(log, "bob", "s1", "i1");
        Add(log, "ann", "s1", "i2", "i3");
        Add(log, "ann", "s2", "i4");
        var stored = ShardState.FromBytes(Outcome.OfOneBatch(new ShardSetup(_model) { Options = new PipelineOptions() }, log).State, new WindowOptions()).Live;
        var open = _model.Stack!.Parts.OpenLive(new LiveClicksOptions());
        LiveClicksCodec.Read(stored.Span, _model.Items.IndexOf, open);

        KeptClick[] expected =
        [
            new("i2", T + 1_000, EventType.ViewItem), new("i3", T + 2_000, EventType.ViewItem), new("i4", T + 3_000, EventType.ViewItem),
        ];
        RetrieveStage.ClicksOf(stored, "ann", new ScoreOptions()).Where(click => click.TimeMs > T).Distinct().ShouldBe(expected);
        RetrieveStage.ClicksOf(stored, "ann", new ScoreOptions()).ShouldNotContain(click => click.ItemId == "i1");
        RetrieveStage.ClicksOf(stored, "bob", new ScoreOptions()).ShouldHaveSingleItem().ItemId.ShouldBe("i1");
        RetrieveStage.ClicksOf(stored, "nobody", new ScoreOptions()).ShouldBeEmpty();
        RetrieveStage.ClicksOf(ReadOnlyMemory<byte>.Empty, "ann", new ScoreOptions()).ShouldBeEmpty();
        open.Sessions.ShouldBe(3);
    }

    private static void Add(PartitionLog log, string user, string session, params string[] items)
    {
        foreach (var item in items)
        {
            var at = T + (log.NextOffset * 1_000);
            log.Add(EventBytes.View(user, item, at, $"e{log.NextOffset}", session), at);
        }
    }
}
