using StreamReco.Models.Artifacts;
using StreamReco.Models.Scoring;
using StreamReco.Stages.Serving;

namespace StreamReco.TestKit.Scoring;

/// <summary>A scorer without a batcher: scores on the caller's thread before it returns.</summary>
public sealed class DirectScoring<TRequest>(IBatchScorer<TRequest> scorer) : IScoring<TRequest>
{
    public Task ScoreAsync(IReadOnlyList<TRequest> requests, CancellationToken cancel)
    {
        if (requests.Count > 0)
        {
            scorer.Score(requests);
        }

        return Task.CompletedTask;
    }
}

/// <summary>Models that are served without batchers and without ONNX Runtime.</summary>
public static class DirectScoring
{
    /// <summary>A model, its stack by the plain formulas of encoder and ranker.</summary>
    public static LoadedModel Serve(ModelArtifact model, IBatchScorer<ScoreRequest> scorer) =>
        new(model, new DirectScoring<ScoreRequest>(scorer))
        {
            Encoding = model.Stack?.Encoder is { } encoder
                ? new DirectScoring<Models.Ranking.EncoderRequest>(new PlainEncoder(encoder)) : null,
            Ranking = model.Stack is { } stack
                ? new DirectScoring<Models.Ranking.RankRequest>(new PlainRanker(stack.Ranker)) : null,
        };
}
