using StreamReco.Models.Artifacts;
using StreamReco.Models.Lake;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Serving;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Lineage;

/// <summary>A model whose manifest can be read.</summary>
/// <param name="Folder">Where it is.</param>
/// <param name="Manifest">What it says of itself.</param>
internal sealed record KnownModel(string Folder, ModelManifest Manifest)
{
    /// <summary>What it was trained on; null for a model of a release before.</summary>
    public TrainingOrigin? Origin => Manifest.Training.Origin;

    /// <summary>Whether it was trained on clicks of this lake's topic, by a lake.</summary>
    public bool IsOf(ClickLake lake) => Origin is { Kind: TrainingOrigin.OfLake } origin && origin.Topic == lake.Head.Topic;

    /// <summary>A span's files as they were when the model was trained; empty where the log no longer knows them.</summary>
    public static IReadOnlyList<LakeFile> FilesOf(ClickLake lake, TrainingSpan span) => span.Rewrites is { } rewrites
        ? LakeSelection.Again(lake.LogOf(span.Partition), span.From, span.To, rewrites).Of(span.Source) : [];
}

/// <summary>The models that the settings know.</summary>
internal static class KnownModels
{
    /// <summary>Every model of <c>Model:Directory</c> and <c>Model:Versions</c>.</summary>
    public static IReadOnlyList<KnownModel> All(ModelOptions options) =>
    [
        .. new ModelFolders(options).All().Where(found => found.Manifest is not null)
            .Select(found => new KnownModel(found.Folder, found.Manifest!)),
    ];

    /// <summary>The model of a folder, or of a version.</summary>
    /// <exception cref="ModelLoadException">The folder holds none that can be read.</exception>
    /// <exception cref="UserErrorException">No model has the version.</exception>
    public static KnownModel Find(string folderOrVersion, ModelOptions options)
    {
        if (Directory.Exists(folderOrVersion))
        {
            return new KnownModel(Path.GetFullPath(folderOrVersion), ModelArtifactLoader.LoadManifest(folderOrVersion));
        }

        return All(options).FirstOrDefault(model => model.Manifest.Version == folderOrVersion) ?? throw new UserErrorException(
            $"'{folderOrVersion}' is no folder, and neither '{options.Directory}' (Model:Directory) nor a folder in '{options.Versions}' "
            + "(Model:Versions) has a model of this version.");
    }
}
