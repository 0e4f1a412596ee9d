using StreamReco.Models.Bots;
using StreamReco.Models.Lake;
using StreamReco.Stages.Lake;
using StreamReco.Stages.Tests.Lake;
using StreamReco.TestKit.Events;

namespace StreamReco.Stages.Tests.Bots;

/// <summary>What the quarantine holds reaches the lake by the verdicts, and no model.</summary>
public sealed class BotLakeTests
{
    [Fact]
    public void Quarantined_clicks_are_rows_of_the_rejected_records_and_training_leaves_them_out()
    {
        var log = BotScene.Log(new BotPolicy().ToBytes());
        log.Add(EventBytes.View("anna", "i1", BotLog.StartMs + 1, "e1"), BotLog.StartMs + 1);
        log.AddBotDecision("anna", BotDecision.Condemned, BotLog.StartMs + 2);
        log.Add(EventBytes.View("anna", "i2", BotLog.StartMs + 3, "e2"), BotLog.StartMs + 3);
        log.Add(EventBytes.View("bert", "i3", BotLog.StartMs + 4, "e3"), BotLog.StartMs + 4);
        var scene = new LakeScene(new PipelineOptions(), log);
        var lake = scene.Open();

        scene.Write(lake, rowsPerSpan: 100);

        var span = lake.LogOf(0).Spans().ShouldHaveSingleItem();
        (span.Verdicts["applied"], span.Verdicts["quarantined"], span.Verdicts["control"]).ShouldBe((2, 1, 2));
        new LakeCheck(lake).Verify(CancellationToken.None).ShouldBeEmpty();
        var history = new LakeClicks(lake, new PipelineOptions()).Read(null, null, (_, _) => { }, CancellationToken.None);
        history.Clicks.Select(click => click.ItemId).ShouldBe(["i1", "i3"]);
        history.Skipped["quarantined"].ShouldBe(1);
    }
}
