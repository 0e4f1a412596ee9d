using StreamReco.Models.Artifacts;
using StreamReco.Models.Data;
using StreamReco.Models.Items;
using StreamReco.Models.Onnx;
using StreamReco.Models.Ranking;
using StreamReco.Models.Search.Evaluation;
using StreamReco.Models.Search.Indexing;
using StreamReco.Models.Search.Queries;
using StreamReco.Models.Search.Ranking;
using StreamReco.Models.Search.Training;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Training;

/// <summary>
/// Gives a model a ranker of search over what is said of its items: trained on rated queries, on the searches and clicks of the data,
/// or on both, one after the other. Where nothing is confirmed the model stays as it is.
/// </summary>
/// <param name="screen">Takes a line for each.</param>
/// <param name="model">The model; its content vectors are those that the node will search with.</param>
/// <param name="data">The clicks that it was trained on, and what is said of the items.</param>
/// <param name="seed">Draws queries.</param>
/// <param name="options">What a replay of the searches shares with the nodes.</param>
internal sealed class SearchRankerTraining(
    Screen screen, ModelArtifact model, ClickDataset data, int seed, SearchReplayOptions options)
{
    private const string NothingConfirmed = "confirm nothing beyond";

    private readonly Dictionary<string, CatalogItem> _items = ById(data.Catalog);

    /// <summary>The model with the ranker.</summary>
    /// <param name="ratingsFile">query,docid,rating; null for none.</param>
    /// <param name="cancel">Stops between trainings.</param>
    public ModelArtifact Run(string? ratingsFile, CancellationToken cancel)
    {
        var joined = data.Searches.Count == 0 ? null : JoinedSearches.Of(data, options.Counts);
        if (joined is { Clicked: > 0 } && _items.Count == 0)
        {
            screen.Output.WriteLine($"search  {joined.Clicked:N0} searches with clicks, but nothing is said of the items: give --items");
        }

        var learns = joined is { Clicked: > 0 } && _items.Count > 0;
        if (ratingsFile is null && !learns)
        {
            return model;
        }

        var index = IndexOf();
        var ranker = ratingsFile is null ? SearchRanker.Fixed : OfRatings(index, ratingsFile, cancel);
        ranker = learns ? OfClicks(index, joined!, ranker, cancel) : ranker;
        return ReferenceEquals(ranker, SearchRanker.Fixed) ? model : ModelArtifactBuilder.WithSearchRanker(
            model, new TrainedRanker(SearchFeatures.Layout, ranker, RankerGraphWriter.Write(SearchFeatures.Layout, ranker)));
    }

    /// <summary>What is said of each item, the last word.</summary>
    private static Dictionary<string, CatalogItem> ById(IReadOnlyList<CatalogItem> catalog)
    {
        var items = new Dictionary<string, CatalogItem>(StringComparer.Ordinal);
        foreach (var item in catalog)
        {
            items[item.ItemId] = item;
        }

        return items;
    }

    private SearchIndex IndexOf()
    {
        var index = new SearchIndex(encoder: model.Stack?.Parts.Content?.Encoder);
        foreach (var item in _items.Values)
        {
            index.Upsert(item);
        }

        index.Publish();
        return index;
    }

    private RankerModel OfRatings(SearchIndex index, string ratingsFile, CancellationToken cancel)
    {
        var queries = JudgedQueries.Read(ratingsFile);
        var ranker = new JudgedEvaluator(index, queries, new SearchOptions(), options.Synonyms).Train(seed, cancel);
        screen.Output.WriteLine(ReferenceEquals(ranker, SearchRanker.Fixed)
            ? $"search  {queries.Count:N0} rated queries {NothingConfirmed} the fixed mix, which stays"
            : $"search  a ranker of {queries.Count:N0} rated queries");
        return ranker;
    }

    private RankerModel OfClicks(SearchIndex index, JoinedSearches joined, RankerModel first, CancellationToken cancel)
    {
        // Counters, encoder and factors have seen the clicks that are learned from, so nothing is learned of them here.
        var replay = new SearchReplay(index, model.Items, model: null, _items.GetValueOrDefault, options);
        var queries = replay.Run(data, joined, new ClickWeights(joined.Values), cancel);
        var trained = new ClickTrainer(new ClickTraining(), first).Train(queries, cancel);
        var of = $"search  {joined.Clicked:N0} of {joined.Searches:N0} searches with clicks, {queries.Count:N0} described";
        screen.Output.WriteLine(trained.Later == 0
            ? $"{of}: too few to learn from; {new ClickTraining().SearchesMin:N0} is the least"
            : trained.Share == 0 ? $"{of}: the latest {trained.Later:N0} {NothingConfirmed} the ranker before, which stays"
            : $"{of}: a ranker of {trained.Searches:N0}, {trained.Share:P0} of the way; the latest {trained.Later:N0} gain {trained.Gain:F3} (error {trained.Error:F3})");
        return trained.Ranker;
    }
}
