namespace StreamReco.Stages.Scoring;

/// <summary>How a batcher does. Safe from any thread.</summary>
public interface IBatcherCounts
{
    /// <summary>The execution provider in use.</summary>
    string Provider { get; }

    /// <summary>Users that wait for inference now.</summary>
    int Waiting { get; }

    /// <summary>Users that may wait before the shards wait.</summary>
    int Capacity { get; }

    /// <summary>Inference calls so far.</summary>
    long Batches { get; }

    /// <summary>Users scored so far.</summary>
    long Scored { get; }
}
