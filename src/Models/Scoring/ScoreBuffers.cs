using Microsoft.ML.OnnxRuntime;
using StreamReco.Models.Artifacts;

namespace StreamReco.Models.Scoring;

/// <summary>
/// The memory of all calls: pinned arrays for the largest batch, shared by the bindings of all buckets.
/// </summary>
internal sealed class ScoreBuffers
{
    private readonly FeatureLayout _layout;
    private readonly int _zeroRow;
    private readonly float[] _vectors;
    private readonly long[] _recentRows;
    private readonly float[] _recentWeights;
    private readonly long[] _itemRows;
    private readonly float[] _itemScores;

    /// <param name="layout">D, L and K.</param>
    /// <param name="zeroRow">N, the row that stands for no item.</param>
    /// <param name="rows">The largest batch.</param>
    public ScoreBuffers(FeatureLayout layout, int zeroRow, int rows)
    {
        _layout = layout;
        _zeroRow = zeroRow;
        _vectors = GC.AllocateArray<float>(rows * layout.Dimensions, pinned: true);
        _recentRows = GC.AllocateArray<long>(rows * layout.RecentItems, pinned: true);
        _recentWeights = GC.AllocateArray<float>(rows * layout.RecentItems, pinned: true);
        _itemRows = GC.AllocateArray<long>(rows * layout.Candidates, pinned: true);
        _itemScores = GC.AllocateArray<float>(rows * layout.Candidates, pinned: true);
        _recentRows.AsSpan().Fill(zeroRow);
    }

    /// <summary>Binds the first <paramref name="bucket"/> rows as the graph's inputs and outputs.</summary>
    public OrtIoBinding Bind(InferenceSession session, int bucket, List<IDisposable> owned)
    {
        var binding = session.CreateIoBinding();
        owned.Add(binding);
        binding.BindInput(GraphNames.UserVector, View(_vectors, bucket, _layout.Dimensions, owned));
        binding.BindInput(GraphNames.RecentItems, View(_recentRows, bucket, _layout.RecentItems, owned));
        binding.BindInput(GraphNames.RecentWeights, View(_recentWeights, bucket, _layout.RecentItems, owned));
        binding.BindOutput(GraphNames.ItemIds, View(_itemRows, bucket, _layout.Candidates, owned));
        binding.BindOutput(GraphNames.ItemScores, View(_itemScores, bucket, _layout.Candidates, owned));
        return binding;
    }

    /// <summary>Copies a request's features into row <paramref name="row"/>.</summary>
    public void Write(int row, ScoreRequest request)
    {
        request.UserVector.CopyTo(_vectors, row * _layout.Dimensions);
        request.RecentWeights.CopyTo(_recentWeights, row * _layout.RecentItems);
        var rows = _recentRows.AsSpan(row * _layout.RecentItems, _layout.RecentItems);
        for (var l = 0; l < rows.Length; l++)
        {
            rows[l] = request.RecentRows[l];
        }
    }

    /// <summary>Makes row <paramref name="row"/> that of a user of whom nothing is known.</summary>
    public void Blank(int row)
    {
        _vectors.AsSpan(row * _layout.Dimensions, _layout.Dimensions).Clear();
        _recentWeights.AsSpan(row * _layout.RecentItems, _layout.RecentItems).Clear();
        _recentRows.AsSpan(row * _layout.RecentItems, _layout.RecentItems).Fill(_zeroRow);
    }

    /// <summary>Copies the candidates of row <paramref name="row"/> into its request, ties by rising row.</summary>
    public void Read(int row, ScoreRequest request)
    {
        var start = row * _layout.Candidates;
        for (var i = 0; i < _layout.Candidates; i++)
        {
            Insert(request, i, (int)_itemRows[start + i], _itemScores[start + i]);
        }

        request.CandidateCount = _layout.Candidates;
    }

    /// <summary>
    /// Insertion from the end: the graph's order is right but for ties on providers that promise no order of them.
    /// </summary>
    private static void Insert(ScoreRequest request, int count, int item, float score)
    {
        var at = count;
        while (at > 0 && request.CandidateScores[at - 1] == score && request.CandidateRows[at - 1] > item)
        {
            request.CandidateRows[at] = request.CandidateRows[at - 1];
            request.CandidateScores[at] = score;
            at--;
        }

        request.CandidateRows[at] = item;
        request.CandidateScores[at] = score;
    }

    private static OrtValue View<T>(T[] values, int rows, int columns, List<IDisposable> owned)
        where T : unmanaged
    {
        var value = OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance, values.AsMemory(0, rows * columns), [rows, columns]);
        owned.Add(value);
        return value;
    }
}
