namespace StreamReco.Models.Scoring;

/// <summary>Between requests and the tensors of their graph: memory for the largest batch, reused by every call.</summary>
/// <typeparam name="TRequest">A row of the batch.</typeparam>
internal interface IGraphMemory<in TRequest>
{
    /// <summary>What is to be said of it in the log; empty for nothing.</summary>
    string Note => "";

    IReadOnlyList<GraphTensor> Inputs { get; }

    IReadOnlyList<GraphTensor> Outputs { get; }

    /// <summary>Whether there is anything to run for a request; if not, its row is blank.</summary>
    bool IsAsked(TRequest request);

    /// <summary>Copies what goes in into a row.</summary>
    void Write(int row, TRequest request);

    /// <summary>Makes a row that of nobody.</summary>
    void Blank(int row);

    /// <summary>What is left to do for a batch once the graph has run and before rows are read.</summary>
    void Complete(IReadOnlyList<TRequest> batch)
    {
        // Most graphs leave nothing to do.
    }

    /// <summary>Copies what came out of a row into its request.</summary>
    void Read(int row, TRequest request);

    /// <summary>Makes the answer of a request that was not asked.</summary>
    void Clear(TRequest request);
}
