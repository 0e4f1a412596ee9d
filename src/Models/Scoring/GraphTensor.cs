using Microsoft.ML.OnnxRuntime;

namespace StreamReco.Models.Scoring;

/// <summary>
/// One input or output of a graph: a pinned array for the largest batch, of which each call sees the first rows.
/// </summary>
/// <param name="Name">As the graph names it.</param>
/// <param name="View">The first rows as a tensor.</param>
internal sealed record GraphTensor(string Name, Func<int, OrtValue> View)
{
    /// <param name="name">As the graph names it.</param>
    /// <param name="values">Rows of the largest batch, pinned.</param>
    /// <param name="dims">The shape of a row; empty for one value.</param>
    public static GraphTensor Of<T>(string name, T[] values, params long[] dims)
        where T : unmanaged
    {
        var width = (int)dims.Aggregate(1L, (product, dim) => product * dim);
        return new GraphTensor(name, rows => OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance, values.AsMemory(0, rows * width), [rows, .. dims]));
    }

    /// <summary>An array for <paramref name="rows"/> rows that stays where it is.</summary>
    public static T[] Pinned<T>(int rows, int width)
        where T : unmanaged => GC.AllocateArray<T>(rows * width, pinned: true);
}
