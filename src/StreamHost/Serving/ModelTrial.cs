using StreamReco.Models.Events;
using StreamReco.Models.Users;
using StreamReco.Stages;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Catalog;
using StreamReco.Stages.Recommendations;
using StreamReco.Stages.Recommendations.Rules;
using StreamReco.Stages.Retrieval;
using StreamReco.Stages.Scoring;
using StreamReco.Stages.Serving;
using StreamReco.Stages.State;

namespace StreamReco.StreamHost.Serving;

/// <summary>
/// Asks a model before it serves: short histories of its popular items, the same every time, go through features,
/// inference and re-ranking as clicks do.
/// </summary>
/// <param name="options">The path's options.</param>
/// <param name="queries">Histories.</param>
internal sealed class ModelTrial(PipelineOptions options, int queries)
{
    private const int LongestHistory = 6;
    private const int PopularItems = 50;

    /// <summary>As the model was trained: what a shard has seen since is not on trial.</summary>
    private readonly PipelineOptions _frozen = new()
    {
        Score = { Live = false },
        Rerank = options.Rerank,
        UserState = options.UserState,
    };

    /// <summary>The share of items on which two models agree, or null where there is nothing to compare with.</summary>
    /// <param name="model">The model on trial.</param>
    /// <param name="other">The model in use, or null.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="ModelRefusedException">A score is not a number, or an answer is empty.</exception>
    public async Task<double?> RunAsync(LoadedModel model, LoadedModel? other, CancellationToken cancel)
    {
        var histories = Histories(model);
        var answers = await AnswerAsync(model, histories, cancel);
        if (other is null)
        {
            return null;
        }

        var others = await AnswerAsync(other, histories, cancel);
        return answers.Zip(others, (mine, theirs) => mine.Intersect(theirs).Count() / (double)Math.Max(1, mine.Length)).Average();
    }

    private string[][] Histories(LoadedModel model)
    {
        var popular = model.Artifact.PopularRows;
        var known = Math.Min(PopularItems, popular.Count);
        return known == 0
            ? throw new ModelRefusedException("it names no popular item, so a visitor without history would get nothing")
            : [.. Enumerable.Range(0, queries).Select(i => Enumerable.Range(0, i % LongestHistory)
                .Select(j => model.Artifact.Items.IdOf(popular[((i * 7) + (j * 13)) % known])).ToArray())];
    }

    private async Task<string[][]> AnswerAsync(LoadedModel model, string[][] histories, CancellationToken cancel)
    {
        var shard = new ShardModel(model, options.UserState.RecentItemsMax);
        RecommendationRequest[] requests = [.. histories.Select(history => RequestOf(shard, history))];
        var standing = new ModelStatus(model.Version, null, null);
        var batch = new FoldedBatch(0, requests, [], new ShardCounters(), 0, 0, standing, null);
        batch = new RetrieveStage(_frozen, default).Run(await ScoreStage.RunAsync(batch, cancel));
        await new RankStage(_frozen).RunAsync(batch, cancel);
        var rerank = new RerankStage(options.Rerank, RerankRules.Open(options.Rerank), model.Artifact, new CatalogTable());
        return [.. requests.Select(request => Answer(rerank, request))];
    }

    private RecommendationRequest RequestOf(ShardModel model, string[] history)
    {
        var user = new UserState("canary", options.UserState);
        for (var i = 0; i < history.Length; i++)
        {
            var click = new ClickEvent { Type = EventType.ViewItem, EventTimeMs = i * 1_000L };
            click.SetUserId("canary");
            click.AddItem(new ItemTouch(history[i], null, double.NaN, 1));
            user.Apply(click, model.Items);
        }

        var request = model.Requests.Rent();
        request.Fill(user, new RequestContext(0, history.Length * 1_000L, 0, null, []));
        return request;
    }

    private static string[] Answer(RerankStage rerank, RecommendationRequest request)
    {
        var answer = rerank.Rank(request);
        if (answer.Count == 0)
        {
            throw new ModelRefusedException($"a history of {request.Recent.Length} items got no answer");
        }

        return answer.All(item => float.IsFinite(item.Score)) ? [.. answer.Select(item => item.ItemId)]
            : throw new ModelRefusedException($"a history of {request.Recent.Length} items got a score that is no number");
    }
}
