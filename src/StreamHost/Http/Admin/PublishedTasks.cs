using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Sql;

namespace StreamReco.StreamHost.Http.Admin;

/// <summary>Tasks by the word that their processes left in the state database.</summary>
internal static class PublishedTasks
{
    /// <summary>As answers; one whose process has been silent for too long says so, and nothing is left to wait for.</summary>
    public static IEnumerable<TaskAnswer> Of(IEnumerable<TaskEntry> entries, DateTimeOffset now) => entries
        .Where(entry => (now - entry.SeenAt).TotalMilliseconds < SqlTaskDirectory.KeptMs)
        .Select(entry =>
        {
            var task = TaskAnswer.From(entry.Process, entry.Task, now);
            var silent = (now - entry.SeenAt).TotalSeconds;
            return silent * 1_000 < ClusterDirectory.SilenceMs ? task
                : task with { SilentSeconds = Math.Round(silent, 1), EtaSeconds = null };
        });
}
