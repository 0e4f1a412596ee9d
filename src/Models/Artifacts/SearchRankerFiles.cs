using System.Text.Json;
using StreamReco.Models.Ranking;

namespace StreamReco.Models.Artifacts;

/// <summary>The files that a model with a ranker of search has besides its others, whether it has a stack or not.</summary>
public static class SearchRankerFiles
{
    /// <summary>The <see cref="RankLayout"/> as JSON: what the ranker is run on.</summary>
    public const string Layout = "search_ranker.json";

    /// <summary><see cref="RankerFile"/>.</summary>
    public const string Weights = "search_ranker.bin";

    /// <summary>The ranker as a graph.</summary>
    public const string Graph = "search_ranker.onnx";

    /// <summary>The files of a ranker of search; none where the model has none.</summary>
    /// <param name="isThere">Tells of a file that may be absent whether it is there.</param>
    internal static IReadOnlyList<string> Of(Func<string, bool> isThere) => isThere(Graph) ? [Weights, Layout, Graph] : [];

    /// <summary>Adds the ranker's files to those of its model.</summary>
    internal static void Add(TrainedRanker ranker, SortedDictionary<string, ReadOnlyMemory<byte>> files)
    {
        files[Layout] = JsonSerializer.SerializeToUtf8Bytes(ranker.Layout, ModelJson.Indented.RankLayout);
        files[Weights] = RankerFile.Write(ranker.Model);
        files[Graph] = ranker.Graph;
    }

    /// <summary>Reads the ranker of a model; null where it has none.</summary>
    /// <param name="files">The files' bytes by name.</param>
    /// <param name="part">Names the file in the message of what goes wrong in reading it.</param>
    internal static TrainedRanker? Read(IReadOnlyDictionary<string, byte[]> files, PartReader part)
    {
        if (!files.TryGetValue(Graph, out var graph))
        {
            return null;
        }

        var layout = part.Read(Layout, () => ReadLayout(files[Layout]));
        var model = part.Read(Weights, () => RankerFile.Read(files[Weights]));
        return part.Read(Weights, () => model.Features == layout.Features.Count
            ? new TrainedRanker(layout, model, graph)
            : throw new InvalidDataException($"has {model.Features} features where {Layout} names {layout.Features.Count}"));
    }

    private static RankLayout ReadLayout(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, ModelJson.Default.RankLayout) ?? throw new InvalidDataException("is empty");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"is damaged ({e.Message})", e);
        }
    }
}
