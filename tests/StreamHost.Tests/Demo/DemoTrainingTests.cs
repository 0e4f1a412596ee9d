using System.Text.Json;
using StreamReco.Models.Data;
using StreamReco.Models.Events;
using StreamReco.Models.Simulation;
using StreamReco.Stages;
using StreamReco.Stages.Catalog;
using StreamReco.StreamHost.Demo;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Tests.Demo;

public sealed class DemoTrainingTests
{
    [Fact]
    public void The_demo_s_model_is_a_stack_with_an_encoder_whose_sources_can_be_named()
    {
        var training = new DemoTraining(Simulated(4_000), TimeProvider.System);

        var model = training.Train(new NoLine(), CancellationToken.None);

        training.Description.ShouldStartWith("training a small stack on what was simulated (");
        model.Stack!.Encoder.ShouldNotBeNull();
        model.Stack.Plan.Sources.Select(source => source.Name).ShouldBe(
            ["knn", "slist", "rules", "transitions", "popular", "encoder"], ignoreOrder: true);
    }

    [Fact]
    public void Of_more_clicks_than_seconds_are_enough_for_the_small_model_is_trained()
    {
        var click = new HistoricClick("u", "s", "i", 0, EventType.ViewItem);

        new DemoTraining(Of(new ClickDataset(Enumerable.Repeat(click, 200_001).ToArray(), [], new Dictionary<string, long>(), null)), TimeProvider.System)
            .Description.ShouldBe("training a small model on what was simulated (200,001 clicks)");
    }

    [Fact]
    public void A_reason_in_words_names_the_source_that_moved_the_item()
    {
        var words = new RecommendationText(new CatalogTable(), PathModel.Make(dimensions: 4, seed: 1));
        using var answer = JsonDocument.Parse(
            """
            {"user_id":"u","items":[
              {"item_id":"i1","reason":{"kind":"similar","source":"encoder","because_of":["i2"]}},
              {"item_id":"i3","reason":{"kind":"trending","because_of":[]}}]}
            """);

        words.Describe(answer.RootElement).Items.Select(item => item.Reason).ShouldBe(
            ["goes with item i2, looked at before (encoder)", "many look at it right now"]);
    }

    private static DemoSource Simulated(int records)
    {
        var simulator = new ShopSimulator(new ShopSimulatorOptions { Seed = 3, StartMs = 1_700_000_000_000, Items = 120 });
        return Of(SimulatedHistory.Read(simulator.Run().Take(records), simulator.Catalog, new PipelineOptions()));
    }

    private static DemoSource Of(ClickDataset data) => new(
        "made up", [], 0, data.Catalog, data, "what was simulated", TimeNote: null, new Dictionary<string, long>());

    private sealed class NoLine : IProgressLine
    {
        public void Update(double done, double of, string detail)
        {
        }
    }
}
