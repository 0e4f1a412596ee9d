using StreamReco.Benchmarks.Path;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Data;
using StreamReco.Models.Events;
using StreamReco.Models.Items;
using StreamReco.Models.Simulation;
using StreamReco.Models.Training;
using StreamReco.Models.Training.Stack;
using StreamReco.StreamHost.Options;

namespace StreamReco.Benchmarks.Rows;

/// <summary>The clicks of a run and the shop behind them: the simulator's, or those that the Kafka Streams peer writes.</summary>
/// <param name="clicks">Clicks of the topic.</param>
/// <param name="isPeer">Whether the peer's program writes them.</param>
internal sealed class RowsClicks(int clicks, bool isPeer)
{
    /// <summary>Users of the simulated shop.</summary>
    public const int Users = 20_000;

    private const int Items = 20_000;
    private const int Dimensions = 32;
    private const int TrainedItems = 2_000;
    private const int TrainedSessions = 20_000;
    private const int ClicksPerSession = 6;
    private const double TrainingMinutes = 0.2;

    /// <summary>
    /// <c>Trigger:EmitIntervalMs</c> where none was asked for: the shop's clicks lie within six hours, the peer's within three
    /// days.
    /// </summary>
    public static long EmitIntervalMs(bool isPeer) => isPeer ? 86_400_000 : 600_000;

    /// <summary>The simulated shop.</summary>
    public ShopSimulator Shop { get; } =
        new(new ShopSimulatorOptions { Users = Users, Items = Items, EventsPerDay = clicks * 4.0 });

    /// <summary>The items that the peer's clicks name.</summary>
    public static IReadOnlyList<CatalogItem> PeerCatalog { get; } =
        [.. Enumerable.Range(0, Items).Select(i => new CatalogItem($"i{i}", $"item {i}", $"category {i % 20}", null, 10, Available: true))];

    /// <summary>Ids and names of the items.</summary>
    public IReadOnlyList<CatalogItem> Catalog => isPeer ? PeerCatalog : Shop.Catalog;

    /// <summary>The topics that a row reads and writes.</summary>
    /// <param name="topics">The run's own topics.</param>
    /// <param name="group">A new group reads from the beginning.</param>
    public KafkaOptions OptionsFor(BenchmarkTopics topics, string group)
    {
        var options = topics.OptionsFor(group);
        if (isPeer)
        {
            (options.Clicks, options.Catalog) = ("clicks", "catalog");
        }

        return options;
    }

    /// <summary>A model of one graph with random factors of all items.</summary>
    public ModelArtifact SmallModel() => TestKit.Measures.RandomModel.Create(Catalog, Dimensions);

    /// <summary>Trains a two-stage model of the first items on random sessions: what it recommends is senseless.</summary>
    public ModelArtifact TrainTwoStage(CancellationToken cancel)
    {
        var (random, history) = (new Random(1), new List<HistoricClick>(TrainedSessions * ClicksPerSession));
        for (var session = 0; session < TrainedSessions; session++)
        {
            var group = random.Next(TrainedItems / 10) * 10;
            for (var click = 0; click < ClicksPerSession; click++)
            {
                var item = Catalog[group + random.Next(10)].ItemId;
                history.Add(new HistoricClick($"s{session}", $"s{session}", item, history.Count * 1_000L, EventType.ViewItem));
            }
        }

        var data = new ClickDataset(history, [], new Dictionary<string, long>(), null);
        var stack = new TwoStageTrainer(new TwoStageSettings { BudgetMinutes = TrainingMinutes }, TimeProvider.System)
            .Train(data, progress: null, cancel);
        var settings = new TrainingSettings { Name = "rows", Dimensions = Dimensions };
        return new ModelTrainer(TimeProvider.System).Train(data, settings, ["made up"], null, cancel, stack);
    }
}
