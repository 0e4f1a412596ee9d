using Microsoft.ML.OnnxRuntime;

namespace StreamReco.Models.Scoring;

/// <summary>Runs a graph over batches of requests, in memory that is reused by every call.</summary>
/// <typeparam name="TRequest">A row of the batch.</typeparam>
public sealed class OnnxScorer<TRequest> : IBatchScorer<TRequest>
{
    private readonly List<IDisposable> _owned = [];
    private readonly RunOptions _run = new();
    private readonly GraphSession _graph;
    private readonly bool _ownsGraph;
    private readonly IGraphMemory<TRequest> _memory;
    private readonly OrtIoBinding[] _bindings;

    /// <summary>Binds the memory and runs every bucket once.</summary>
    /// <exception cref="ScorerStartException">The graph cannot be run.</exception>
    internal OnnxScorer(GraphSession graph, IGraphMemory<TRequest> memory, bool ownsGraph)
    {
        (_graph, _memory, _ownsGraph) = (graph, memory, ownsGraph);
        _bindings = [];
        try
        {
            _bindings = [.. graph.Buckets.Select(Bind)];
            WarmUp();
        }
        catch (OnnxRuntimeException e)
        {
            Dispose();
            throw graph.Refusal(e);
        }
    }

    /// <inheritdoc/>
    public string Provider => _graph.Provider.Name;

    /// <summary>Why this provider is in use, one sentence, and what else is to be said of the search.</summary>
    public string ProviderReason => string.Join(' ', new[] { _graph.Provider.Reason, _memory.Note }.Where(part => part.Length > 0));

    /// <inheritdoc/>
    public int BatchSizeMax => _graph.Buckets[^1];

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The batch is larger than <see cref="BatchSizeMax"/>.</exception>
    public void Score(IReadOnlyList<TRequest> batch)
    {
        if (batch.Count > BatchSizeMax)
        {
            throw new ArgumentException($"{batch.Count} requests where one call takes {BatchSizeMax}.", nameof(batch));
        }

        if (batch.Count == 0)
        {
            return;
        }

        var bucket = BucketOf(batch.Count);
        for (var row = 0; row < _graph.Buckets[bucket]; row++)
        {
            Fill(row, batch);
        }

        _graph.Session.RunWithBinding(_run, _bindings[bucket]);
        _memory.Complete(batch);
        for (var row = 0; row < batch.Count; row++)
        {
            Answer(row, batch[row]);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        for (var i = _owned.Count - 1; i >= 0; i--)
        {
            _owned[i].Dispose();
        }

        _run.Dispose();
        if (_ownsGraph)
        {
            _graph.Dispose();
        }
    }

    private OrtIoBinding Bind(int rows)
    {
        var binding = _graph.Session.CreateIoBinding();
        _owned.Add(binding);
        foreach (var input in _memory.Inputs)
        {
            binding.BindInput(input.Name, View(input, rows));
        }

        foreach (var output in _memory.Outputs)
        {
            binding.BindOutput(output.Name, View(output, rows));
        }

        return binding;
    }

    private OrtValue View(GraphTensor tensor, int rows)
    {
        var value = tensor.View(rows);
        _owned.Add(value);
        return value;
    }

    private void WarmUp()
    {
        for (var row = 0; row < BatchSizeMax; row++)
        {
            _memory.Blank(row);
        }

        foreach (var binding in _bindings)
        {
            _graph.Session.RunWithBinding(_run, binding);
        }
    }

    private int BucketOf(int count)
    {
        var bucket = 0;
        while (_graph.Buckets[bucket] < count)
        {
            bucket++;
        }

        return bucket;
    }

    private void Fill(int row, IReadOnlyList<TRequest> batch)
    {
        if (row < batch.Count && _memory.IsAsked(batch[row]))
        {
            _memory.Write(row, batch[row]);
        }
        else
        {
            _memory.Blank(row);
        }
    }

    private void Answer(int row, TRequest request)
    {
        if (_memory.IsAsked(request))
        {
            _memory.Read(row, request);
        }
        else
        {
            _memory.Clear(request);
        }
    }
}
