namespace StreamReco.Models.Training.Encoder;

/// <summary>What a training is judged by while it runs: never test data.</summary>
/// <param name="Sequences">Held-out sessions over the same vocabulary.</param>
/// <param name="LastOnly">Whether only the last click of each is asked for (leave one out).</param>
/// <param name="ExcludeHistory">Whether the items of the history are no candidates.</param>
public sealed record EncoderValidation(EncoderSequences Sequences, bool LastOnly = false, bool ExcludeHistory = false)
{
    /// <summary>Enough to tell a point of HR@20: its standard error is 0.7 points.</summary>
    internal const int QueriesMaxDefault = 5000;

    /// <summary>Predictions asked for; sessions are taken evenly spread when there are more.</summary>
    public int QueriesMax { get; init; } = QueriesMaxDefault;
}
