using StreamReco.StreamHost.Kafka.Producing;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.OpenLineage;

/// <summary>
/// One run of a job: tells its beginning, and how it ended, to the file and the topic of the settings. That an event cannot be written does not end
/// the job; it is reported once.
/// </summary>
internal sealed class LineageRun
{
    private readonly StreamRecoOptions _options;
    private readonly TimeProvider _time;
    private readonly TextWriter _error;
    private readonly string _job;
    private readonly Guid _id;
    private readonly List<LineageDataset> _inputs = [];
    private readonly List<LineageDataset> _outputs = [];
    private bool _isTold;

    private LineageRun(StreamRecoOptions options, TimeProvider time, TextWriter error, string job)
    {
        (_options, _time, _error, _job) = (options, time, error, job);
        _id = Guid.CreateVersion7(time.GetUtcNow());
    }

    /// <summary>Runs a job between its events.</summary>
    /// <param name="options">Where events go; the brokers of the topic.</param>
    /// <param name="time">The clock of the events.</param>
    /// <param name="error">Where it is reported that an event cannot be written.</param>
    /// <param name="job">The job's name, for instance <c>train</c>.</param>
    /// <param name="inputs">What is known at the beginning to be read.</param>
    /// <param name="outputs">What is known at the beginning to be written.</param>
    /// <param name="work">The job; what it learns of its inputs and outputs it hands to the run.</param>
    /// <param name="cancel">When it ends the job, the run is aborted.</param>
    public static async Task<T> RunAsync<T>(
        StreamRecoOptions options, TimeProvider time, TextWriter error, string job, IEnumerable<LineageDataset> inputs,
        IEnumerable<LineageDataset> outputs, Func<LineageRun, Task<T>> work, CancellationToken cancel)
    {
        var run = new LineageRun(options, time, error, job);
        run.Read(() => inputs);
        run.Wrote(() => outputs);
        run.Emit(RunState.Start, null);
        try
        {
            var result = await work(run);
            run.Emit(RunState.Complete, null);
            return result;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            run.Emit(RunState.Abort, null);
            throw;
        }
        catch (Exception e)
        {
            run.Emit(RunState.Fail, e.Message);
            throw;
        }
    }

    /// <summary>What was read, as it is known now; takes the place of what was said before. Looked up only where events are written.</summary>
    public void Read(Func<IEnumerable<LineageDataset>> inputs) => Replace(_inputs, inputs);

    /// <summary>What was written, as it is known now; takes the place of what was said before. Looked up only where events are written.</summary>
    public void Wrote(Func<IEnumerable<LineageDataset>> outputs) => Replace(_outputs, outputs);

    private void Replace(List<LineageDataset> known, Func<IEnumerable<LineageDataset>> now)
    {
        if (_options.Lineage.IsOn)
        {
            known.Clear();
            known.AddRange(now());
        }
    }

    private void Emit(RunState state, string? failure)
    {
        if (!_options.Lineage.IsOn)
        {
            return;
        }

        var bytes = new RunEvent(state, _time.GetUtcNow(), _id, _options.Lineage.Namespace, _job, _inputs, _outputs, failure).ToBytes();
        try
        {
            if (_options.Lineage.OpenLineageFile is { Length: > 0 } file)
            {
                Append(file, bytes);
            }

            if (_options.Lineage.OpenLineageTopic is { Length: > 0 } topic)
            {
                SingleRecord.Write(_options.Kafka, topic, _id.ToByteArray(), bytes);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Tell(e.Message);
        }
    }

    private static void Append(string file, byte[] line)
    {
        using var stream = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        stream.Write([.. line, (byte)'\n']); // One write: lines of several commands do not mix.
    }

    private void Tell(string reason)
    {
        if (!_isTold)
        {
            _isTold = true;
            _error.WriteLine(
                $"What this command read and wrote could not be reported (Lineage:OpenLineageFile, Lineage:OpenLineageTopic): {reason}");
        }
    }
}
