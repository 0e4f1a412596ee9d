using StreamReco.Models.Artifacts;
using StreamReco.Models.Lake;
using StreamReco.StreamHost.Cli.Lake;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Cli.Lineage;

/// <summary>Follows a model back: to its spans, the files of the lake as they were then, and what became of these.</summary>
/// <param name="options">The lake.</param>
/// <param name="time">The clock of the lake's writer, which writes nothing here.</param>
internal sealed class ModelLineageReader(StreamRecoOptions options, TimeProvider time)
{
    private readonly List<string> _missing = [];

    /// <exception cref="LakeException">The lake's log is damaged.</exception>
    public ModelLineage Read(KnownModel model)
    {
        if (model.Origin is null)
        {
            _missing.Add("The manifest does not say what exactly was read: the model was made by a release before, or of clicks that were made up.");
        }

        var lake = OpenLake(model);
        return new ModelLineage(ModelOrigin.Of(model.Folder, model.Manifest), model.Origin)
        {
            Spans = [.. (model.Origin?.Spans ?? []).Select(span => Follow(span, lake))],
            Missing = _missing,
        };
    }

    private ClickLake? OpenLake(KnownModel model)
    {
        if (model.Origin is not { Kind: TrainingOrigin.OfLake } origin)
        {
            return null;
        }

        if (!Directory.Exists(options.Lake.Directory))
        {
            _missing.Add($"The lake: there is no folder '{options.Lake.Directory}' (Lake:Directory, --lake); the model was trained on '{origin.Lake}'.");
            return null;
        }

        var lake = LakeOpening.Open(options, time);
        if (model.IsOf(lake))
        {
            return lake;
        }

        _missing.Add(
            $"The lake '{options.Lake.Directory}' (Lake:Directory, --lake) holds the topic '{lake.Head.Topic}'; the model was trained on one of '{origin.Topic}'.");
        return null;
    }

    private SpanLineage Follow(TrainingSpan span, ClickLake? lake)
    {
        if (lake is null || span.ListSha256 is null)
        {
            return new SpanLineage(span.Source, span.Partition, span.From, span.To, null, []);
        }

        var files = KnownModel.FilesOf(lake, span);
        var isProven = LakeSelection.ListSha256(files) == span.ListSha256;
        if (!isProven)
        {
            _missing.Add(
                $"{span.Source} of partition {span.Partition}: the log of this lake gives {files.Count} files for the offsets {span.From} to "
                + $"{span.To}, and not the list that the manifest has the checksum of ({span.Files} files); it is another lake, or its log was changed.");
        }

        var lives = LakeFileLives.Of(lake.LogOf(span.Partition)).ToLookup(life => (life.File.Path, life.File.Sha256));
        return new SpanLineage(
            span.Source, span.Partition, span.From, span.To, isProven,
            [.. files.Select(file => FateOf(file, lives[(file.Path, file.Sha256)].LastOrDefault()))]);
    }

    private static FileFate FateOf(LakeFile file, LakeFileLife? life) => new(
        file.Path, file.Rows, file.Sha256, life?.Removed?.Kind ?? FileFate.There, life?.Removed?.At,
        [.. (life?.ReplacedBy() ?? []).Select(other => other.Path)]);
}
