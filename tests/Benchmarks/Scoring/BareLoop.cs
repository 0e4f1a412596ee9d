using Microsoft.ML.OnnxRuntime;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Onnx;
using StreamReco.Models.Scoring;

namespace StreamReco.Benchmarks.Scoring;

/// <summary>The least that a program must do to run a model's graph: inputs bound once, outputs left where they are.</summary>
internal sealed class BareLoop : IDisposable
{
    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _run = new();
    private readonly List<OrtValue> _values = [];

    public BareLoop(ModelArtifact model, ScoreRequest[] batch)
    {
        using var options = new SessionOptions { InterOpNumThreads = 1 };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        _session = new InferenceSession(model.Graph.ToArray(), options);
        _binding = _session.CreateIoBinding();
        var layout = model.Manifest.Features;
        float[] vectors = [.. batch.SelectMany(request => request.UserVector)];
        long[] rows = [.. batch.SelectMany(request => request.RecentRows.Select(row => (long)row))];
        float[] weights = [.. batch.SelectMany(request => request.RecentWeights)];
        _binding.BindInput(GraphNames.UserVector, View(vectors, batch.Length, layout.Dimensions));
        _binding.BindInput(GraphNames.RecentItems, View(rows, batch.Length, layout.RecentItems));
        _binding.BindInput(GraphNames.RecentWeights, View(weights, batch.Length, layout.RecentItems));
        _binding.BindOutput(GraphNames.ItemIds, View(new long[batch.Length * layout.Candidates], batch.Length, layout.Candidates));
        _binding.BindOutput(GraphNames.ItemScores, View(new float[batch.Length * layout.Candidates], batch.Length, layout.Candidates));
    }

    public void Run(int calls)
    {
        for (var call = 0; call < calls; call++)
        {
            _session.RunWithBinding(_run, _binding);
        }
    }

    public void Dispose()
    {
        _binding.Dispose();
        _values.ForEach(value => value.Dispose());
        _run.Dispose();
        _session.Dispose();
    }

    private OrtValue View<T>(T[] values, int rows, int columns)
        where T : unmanaged
    {
        var value = OrtValue.CreateTensorValueFromMemory(values, [rows, columns]);
        _values.Add(value);
        return value;
    }
}
