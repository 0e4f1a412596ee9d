namespace StreamReco.Models.Scoring;

/// <summary>Who chooses the best items by a model's own graph: the graph, or we beside it.</summary>
internal interface IItemChoice
{
    /// <summary>What is to be said of the search in the log; empty for nothing.</summary>
    string Note => "";

    /// <summary>What the graph gives for it.</summary>
    IReadOnlyList<GraphTensor> Outputs { get; }

    /// <summary>The graph has run: what is left to do for those of a batch that are asked.</summary>
    void Complete(IReadOnlyList<ScoreRequest> batch)
    {
        // Where the graph chooses, nothing is.
    }

    /// <summary>Fills the K candidates of a request, ties by rising row.</summary>
    /// <param name="row">Its row of the batch.</param>
    /// <param name="request">The request.</param>
    void Read(int row, ScoreRequest request);
}

/// <summary>The graph chooses.</summary>
/// <param name="rows">The largest batch.</param>
/// <param name="candidates">K.</param>
internal sealed class ChoiceOfGraph(int rows, int candidates) : IItemChoice
{
    private readonly BestItems _best = new(rows, candidates);

    public IReadOnlyList<GraphTensor> Outputs => _best.Outputs;

    public void Read(int row, ScoreRequest request) => _best.Read(row, request.CandidateRows, request.CandidateScores);
}
