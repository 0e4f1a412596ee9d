using System.Globalization;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Lake;
using StreamReco.Stages.Privacy;
using StreamReco.StreamHost.Cli.Lake;
using StreamReco.StreamHost.Cli.Users;
using StreamReco.StreamHost.Kafka.Erasures;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Cli.Lineage;

/// <summary>Finds the models that learned from a user, before an erasure above all: whether to train anew is somebody's decision.</summary>
/// <param name="options">The lake, the models and the topics.</param>
/// <param name="time">The clock.</param>
internal sealed class UserLineageReader(StreamRecoOptions options, TimeProvider time)
{
    private readonly List<string> _notJudged = [];
    private readonly List<ModelSight> _sights = [];

    /// <summary>Looks; the lake is not read but for its log and the hashes of users.</summary>
    /// <param name="userId">The id in clear.</param>
    /// <param name="withLog">Whether the topic of erasures is read, too.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="LakeException">The lake's log is damaged.</exception>
    /// <exception cref="Kafka.Client.KafkaSetupException">No broker answers.</exception>
    public async Task<UserLineage> ReadAsync(string userId, bool withLog, CancellationToken cancel)
    {
        var models = KnownModels.All(options.Model);
        var logged = withLog ? await FindInLogAsync(userId, cancel) : null;
        foreach (var model in models.Where(model => model.Origin is not { Kind: TrainingOrigin.OfLake }))
        {
            JudgeWithoutLake(model, logged, withLog);
        }

        var (files, erasures) = LookIntoLake(Pseudonymizer.Open(options.Pipeline.Privacy)?.Of(userId) ?? userId, models);
        return new UserLineage(userId, files, erasures, logged, _sights, _notJudged);
    }

    private async Task<LoggedErasure?> FindInLogAsync(string userId, CancellationToken cancel)
    {
        var hash = ErasureKey.Of(userId, options.Pipeline.Privacy).Hash;
        var entries = await new ErasureTopic(options.Kafka, time).ReadAsync(cancel);
        return entries.LastOrDefault(entry => entry.Hash == hash && entry.Topic == options.Kafka.Clicks) is { } found
            ? new LoggedErasure(found.RequestedAt, found.Topic, found.Offsets) : null;
    }

    /// <summary>A model of a topic knows no user; what it read before an erasure that it did not know of may be the user's.</summary>
    private void JudgeWithoutLake(KnownModel model, LoggedErasure? logged, bool withLog)
    {
        var name = $"The model {model.Manifest.Version} in {model.Folder}";
        var origin = model.Origin;
        switch (origin)
        {
            case null:
                _notJudged.Add($"{name}: its manifest does not say what exactly was read.");
                break;
            case { Kind: TrainingOrigin.OfTopic } when !withLog:
                _notJudged.Add($"{name} was trained from the topic {origin.Topic}: ask with --log.");
                break;
            case { Kind: TrainingOrigin.OfTopic } when logged is not null && logged.Topic == origin.Topic:
                JudgeByTopic(model, logged);
                break;
            case { Kind: TrainingOrigin.OfFiles }:
                _notJudged.Add(
                    $"{name} was trained on files ({string.Join(", ", origin.Files.Select(file => file.Name))}); nobody knows here whose clicks they hold.");
                break;
        }
    }

    private void JudgeByTopic(KnownModel model, LoggedErasure logged)
    {
        if (model.Origin!.ErasuresKnownUntil >= logged.RequestedAt)
        {
            return;
        }

        var before = model.Origin!.Spans.Where(span =>
            span.Source == logged.Topic && span.Partition < logged.Offsets.Count && span.From < logged.Offsets[span.Partition]).ToList();
        if (before.Count > 0)
        {
            _sights.Add(new ModelSight(
                ModelName.Of(model), ModelSight.MayHaveSeen, IsErased: true,
                $"it read {string.Join(", ", before.Select(span => $"{span.Source}/{span.Partition}@{span.From} to {span.To}"))}, and the erasure stands at "
                + $"{string.Join(", ", before.Select(span => $"{span.Partition}@{logged.Offsets[span.Partition]}"))}"));
        }
    }

    private (IReadOnlyList<string> Files, IReadOnlyList<UserErasure> Erasures) LookIntoLake(string user, IReadOnlyList<KnownModel> models)
    {
        if (!Directory.Exists(options.Lake.Directory))
        {
            _notJudged.Add($"The lake: there is no folder '{options.Lake.Directory}' (Lake:Directory, --lake).");
            return ([], []);
        }

        var lake = LakeOpening.Open(options, time);
        var held = HeldNow(lake, lake.HashOf(user));
        var erased = Erased(lake, lake.HashOf(user).ToString("x16", CultureInfo.InvariantCulture));
        foreach (var model in models.Where(model => model.IsOf(lake)))
        {
            Judge(lake, model, held, erased);
        }

        return (
            [.. held.Select(file => file.Path)],
            [.. erased.Select(one => new UserErasure(one.Entry.Removes[0], one.Entry.At, one.Log.PathOf(one.Entry), one.Erased.Rows, one.Erased.First, one.Erased.Last))]);
    }

    private static IReadOnlyList<LakeFile> HeldNow(ClickLake lake, ulong hash)
    {
        var held = new List<LakeFile>();
        foreach (var log in lake.Logs())
        {
            log.Recover();
            held.AddRange(log.Live().Where(file => lake.MayHold(file, hash)));
        }

        return held;
    }

    private IReadOnlyList<(LakeLog Log, LakeEntry Entry, LakeErasure Erased)> Erased(ClickLake lake, string user)
    {
        var erasures = lake.Logs().SelectMany(log => log.Rewrites().Where(entry => entry.Kind == LakeEntry.Erase).Select(entry => (Log: log, Entry: entry))).ToList();
        var nameless = erasures.Count(one => one.Entry.Erased is null);
        if (nameless > 0)
        {
            _notJudged.Add($"{nameless} erasures of the lake were written by a release that did not keep the user's hash.");
        }

        return [.. erasures.Where(one => one.Entry.Erased?.User == user).Select(one => (one.Log, one.Entry, one.Entry.Erased!))];
    }

    private void Judge(
        ClickLake lake, KnownModel model, IReadOnlyList<LakeFile> held, IReadOnlyList<(LakeLog Log, LakeEntry Entry, LakeErasure Erased)> erased)
    {
        foreach (var span in model.Origin!.Spans)
        {
            // First and last are offsets of rows that went: one of them inside the span is a row of the user that was read.
            var later = erased.Where(one => one.Log.Stream == LakeStream.Clicks && one.Log.Partition == span.Partition
                && LakePaths.TableOf(one.Entry.Removes[0]) == span.Source && one.Entry.From > span.Rewrites
                && one.Erased.First <= span.To && one.Erased.Last >= span.From).ToList();
            foreach (var (log, entry, what) in later)
            {
                var isSure = IsIn(what.First, span) || IsIn(what.Last, span);
                _sights.Add(new ModelSight(
                    ModelName.Of(model), isSure ? ModelSight.Saw : ModelSight.MayHaveSeen, IsErased: true,
                    $"it read {span.Source} of partition {span.Partition}, offsets {span.From} to {span.To}; {what.Rows} rows of the user between "
                    + $"{what.First} and {what.Last} were erased at {LineageText.Time(entry.At)} by {log.PathOf(entry)}"));
            }
        }

        var read = model.Origin.Spans.SelectMany(span => KnownModel.FilesOf(lake, span)).Select(file => (file.Path, file.Sha256)).ToHashSet();
        var there = held.Where(file => read.Contains((file.Path, file.Sha256))).ToList();
        if (there.Count > 0)
        {
            _sights.Add(new ModelSight(
                ModelName.Of(model), ModelSight.Saw, IsErased: false,
                $"it read {string.Join(", ", there.Select(file => file.Path))}, where the user is"));
        }
    }

    private static bool IsIn(long offset, TrainingSpan span) => offset >= span.From && offset <= span.To;
}
