using StreamReco.Stages.Records;

namespace StreamReco.Stages.Ports;

/// <summary>Reads one partition of a log in order, from a given offset. Used by one thread at a time.</summary>
public interface IPartitionReader : IDisposable
{
    /// <summary>Whether there is nothing more to be read, ever: the end of a span.</summary>
    bool IsAtEnd { get; }

    /// <summary>Takes what has come; asks for nothing ahead of what the reader itself holds.</summary>
    /// <param name="recordsMax">Records of a micro-batch at most.</param>
    /// <param name="wait">How long to wait for the first record.</param>
    /// <returns>
    /// A micro-batch, without records where only a gap of the log was passed; null when nothing has come in time.
    /// </returns>
    RecordBatch? Read(int recordsMax, TimeSpan wait);
}
