using System.Security.Cryptography;
using System.Text;
using StreamReco.Models.Features;
using StreamReco.Models.Items;
using StreamReco.Models.Ranking;

namespace StreamReco.Models.Artifacts;

/// <summary>
/// Puts a model together: serializes its files once, hashes them, and names the model by its content.
/// </summary>
public static class ModelArtifactBuilder
{
    private const int VersionDigits = 12;

    /// <summary>The artifact with a manifest that fits its content.</summary>
    /// <param name="name">The model's name, for people.</param>
    /// <param name="created">Stands in the manifest; no part of the version.</param>
    /// <param name="layout">The layout that <paramref name="graph"/> was written for.</param>
    /// <param name="items">What is known of each item, by row; the ids are the vocabulary.</param>
    /// <param name="factors">Row-major N×D.</param>
    /// <param name="prior">Packed prior covariance, D(D+1)/2 values.</param>
    /// <param name="popularRows">Most popular first, each at most once.</param>
    /// <param name="graph">The ONNX graph.</param>
    /// <param name="training">How the model came to be.</param>
    /// <param name="stack">Sources, encoder and ranker over the same items; null for a model of one graph.</param>
    public static ModelArtifact Build(
        string name,
        DateTimeOffset created,
        FeatureLayout layout,
        IReadOnlyList<CatalogItem> items,
        float[] factors,
        float[] prior,
        IReadOnlyList<int> popularRows,
        ReadOnlyMemory<byte> graph,
        TrainingSummary training,
        TwoStageModel? stack = null)
    {
        string[] ids = [.. items.Select(item => item.ItemId)];
        var space = new ItemSpace(ids, factors, layout.Dimensions, prior, ItemSpaceFingerprint.Of(ids, factors, prior));
        var manifest = new ModelManifest
        {
            Format = stack is null ? ModelFiles.Format : ModelFiles.StackFormat,
            Name = name,
            Version = "",
            Created = created,
            Features = layout,
            FeatureHash = FeatureHash.Of(layout),
            Items = ids.Length,
            Training = training,
            Selection = stack?.Selection,
            Metrics = new Dictionary<string, double>(StringComparer.Ordinal),
            Files = new Dictionary<string, string>(StringComparer.Ordinal),
        };
        var draft = new ModelArtifact(manifest, space, items, popularRows, graph) { Stack = stack?.In(space) };
        var hashes = Hashes(Serialize(draft));
        return draft with { Manifest = manifest with { Files = hashes, Version = VersionOf(hashes) } };
    }

    /// <summary>A model with a ranker of search: another version, all else alike.</summary>
    public static ModelArtifact WithSearchRanker(ModelArtifact model, TrainedRanker ranker)
    {
        var draft = model with { SearchRanker = ranker };
        var hashes = Hashes(Serialize(draft));
        return draft with { Manifest = model.Manifest with { Files = hashes, Version = VersionOf(hashes) } };
    }

    /// <summary>The same model, and version, with what it was trained on.</summary>
    public static ModelArtifact WithOrigin(ModelArtifact model, TrainingOrigin origin) =>
        model with { Manifest = model.Manifest with { Training = model.Manifest.Training with { Origin = origin } } };

    /// <summary>The content of every file but the manifest, by name.</summary>
    internal static SortedDictionary<string, ReadOnlyMemory<byte>> Serialize(ModelArtifact model)
    {
        var files = new SortedDictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal)
        {
            [ModelFiles.Items] = ItemsFile.Write(model.ItemInfo, model.PopularRows),
            [ModelFiles.Factors] = MatrixFile.Write(model.Items.Count, model.Items.Dimensions, model.Items.Factors.Span),
            [ModelFiles.Prior] = MatrixFile.Write(1, model.Items.Prior.Length, model.Items.Prior),
            [ModelFiles.Graph] = model.Graph,
        };
        if (model.Stack is { } stack)
        {
            TwoStageFiles.Add(stack, files);
        }

        if (model.SearchRanker is { } search)
        {
            SearchRankerFiles.Add(search, files);
        }

        return files;
    }

    /// <summary>SHA-256 in hex by file name.</summary>
    internal static SortedDictionary<string, string> Hashes(SortedDictionary<string, ReadOnlyMemory<byte>> files)
    {
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, content) in files)
        {
            hashes[name] = HashOf(content.Span);
        }

        return hashes;
    }

    internal static string HashOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>The first 12 hex digits of the SHA-256 over the lines <c>name hash</c>.</summary>
    internal static string VersionOf(IReadOnlyDictionary<string, string> hashes)
    {
        var text = new StringBuilder();
        foreach (var name in hashes.Keys.Order(StringComparer.Ordinal))
        {
            text.Append(name).Append(' ').Append(hashes[name]).Append('\n');
        }

        return HashOf(Encoding.UTF8.GetBytes(text.ToString()))[..VersionDigits];
    }
}
