using StreamReco.Models.Artifacts;

namespace StreamReco.StreamHost.Serving;

/// <summary>A model that the node can see.</summary>
/// <param name="Version">Names it.</param>
/// <param name="Folder">Where it lies.</param>
/// <param name="Manifest">What it says of itself; null where the folder cannot be read.</param>
/// <param name="Problem">Why it cannot be used, one sentence, or null.</param>
/// <param name="IsBase">Whether the settings name it.</param>
/// <param name="IsLoaded">Whether it is in memory and warm.</param>
/// <param name="Check">Its trial, once it was loaded.</param>
/// <param name="Partitions">Partitions of this node for which it answers.</param>
public sealed record ModelListing(
    string Version, string Folder, ModelManifest? Manifest, string? Problem, bool IsBase, bool IsLoaded, ModelCheck? Check,
    IReadOnlyList<int> Partitions);
