using StreamReco.Models.Artifacts;
using StreamReco.Models.Items;
using StreamReco.Models.Search.Evaluation;
using StreamReco.Models.Search.Indexing;
using StreamReco.Models.Search.Queries;
using StreamReco.Models.Search.Ranking;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Training;

/// <summary>Gives a model a ranker of search that is trained on rated queries over what is said of its items.</summary>
internal static class SearchRankerTraining
{
    /// <summary>The model with the ranker; the model as it is where the ratings confirm nothing beyond the fixed mix.</summary>
    /// <param name="screen">Takes a line.</param>
    /// <param name="model">The model; its content vectors are those that the node will search with.</param>
    /// <param name="catalog">What is said of the items.</param>
    /// <param name="ratingsFile">query,docid,rating.</param>
    /// <param name="seed">Draws queries.</param>
    /// <param name="cancel">Stops between trainings.</param>
    public static ModelArtifact AddTo(
        Screen screen, ModelArtifact model, IEnumerable<CatalogItem> catalog, string ratingsFile, int seed, CancellationToken cancel)
    {
        var queries = JudgedQueries.Read(ratingsFile);
        var index = new SearchIndex(encoder: model.Stack?.Parts.Content?.Encoder);
        foreach (var item in catalog)
        {
            index.Upsert(item);
        }

        index.Publish();
        var evaluator = new JudgedEvaluator(index, queries, new SearchOptions(), Synonyms.None);
        if (evaluator.Train(seed, cancel) is not { } ranker)
        {
            screen.Output.WriteLine($"search  {queries.Count:N0} rated queries confirm nothing beyond the fixed mix, which stays");
            return model;
        }

        screen.Output.WriteLine($"search  a ranker of {queries.Count:N0} rated queries");
        return ModelArtifactBuilder.WithSearchRanker(model, ranker);
    }
}
