using StreamReco.Models.Retrieval.Live;

namespace StreamReco.Stages;

/// <summary>Checks <see cref="PipelineOptions"/> once, at start; each message names the key and its value.</summary>
public static class PipelineOptionsValidator
{
    /// <summary>The faults found; empty when the options can be used.</summary>
    public static IReadOnlyList<string> Validate(PipelineOptions options)
    {
        var faults = new List<string>();
        CheckLimits(options.Limits, faults);
        CheckWindows(options, faults);
        CheckScoring(options, faults);
        CheckSearch(options.Search, faults);
        return faults;
    }

    private static void CheckLimits(LimitOptions limits, List<string> faults)
    {
        Between(faults, "Limits:EventBytesMax", limits.EventBytesMax, 256, 16 * 1024 * 1024);
        Between(faults, "Limits:ItemsPerEventMax", limits.ItemsPerEventMax, 1, 10_000);
        Between(faults, "Limits:IdCharsMax", limits.IdCharsMax, 8, 4_096);
        Between(faults, "Limits:BatchRecordsMax", limits.BatchRecordsMax, 1, 100_000);
        Between(faults, "Limits:InboxBatchesMax", limits.InboxBatchesMax, 1, 1_000);
        Between(faults, "Limits:InFlightBatchesMax", limits.InFlightBatchesMax, 1, 1_000);
        Between(faults, "Limits:RankBatchesMax", limits.RankBatchesMax, 1, 1_000);
        Between(faults, "Limits:CommitRecordsMax", limits.CommitRecordsMax, 1, 1_000_000);
        Between(faults, "Limits:CommitLingerMs", limits.CommitLingerMs, 0, 60_000);
        Between(faults, "Limits:ResidentUsersMax", limits.ResidentUsersMax, 1_000, 100_000_000);
        Between(faults, "Limits:UnpackedUsersMax", limits.UnpackedUsersMax, 100, 10_000_000);
        Between(faults, "Limits:QualityUsersMax", limits.QualityUsersMax, 0, 10_000_000);
        Between(faults, "Limits:IdleTickMs", limits.IdleTickMs, 10, 3_600_000);
        Between(faults, "Limits:RejectedPayloadBytesMax", limits.RejectedPayloadBytesMax, 1_024, 16 * 1024 * 1024);
    }

    private static void CheckWindows(PipelineOptions options, List<string> faults)
    {
        Between(faults, "Validation:FutureSkewMs", options.Validation.FutureSkewMs, 0, 30 * 86_400_000L);
        Between(faults, "Window:OutOfOrdernessMs", options.Window.OutOfOrdernessMs, 0, 86_400_000L);
        Between(faults, "Window:AllowedLatenessMs", options.Window.AllowedLatenessMs, 0, 3_650 * 86_400_000L);
        Between(faults, "Window:TrendingWindowMs", options.Window.TrendingWindowMs, 1_000, 365 * 86_400_000L);
        Between(faults, "Window:TrendingItemsMax", options.Window.TrendingItemsMax, 10, 10_000_000);
        Between(faults, "Window:TrendingTop", options.Window.TrendingTop, 0, 1_000);
        Between(faults, "Window:CountriesMax", options.Window.CountriesMax, 0, 1_000);
        Between(faults, "UserState:RecentItemsMax", options.UserState.RecentItemsMax, 1, 1_000);
        Between(faults, "UserState:DedupeEventsMax", options.UserState.DedupeEventsMax, 1, 10_000);
        Between(faults, "UserState:SessionGapMs", options.UserState.SessionGapMs, 1_000, 30 * 86_400_000L);
        Between(faults, "UserState:InterestHalfLifeMs", options.UserState.InterestHalfLifeMs, 1_000, 3_650 * 86_400_000L);
        Between(faults, "Trigger:EmitIntervalMs", options.Trigger.EmitIntervalMs, 0, 86_400_000L);
        Between(faults, "Snapshot:EveryRecords", options.Snapshot.EveryRecords, 1, 100_000_000);
        Between(faults, "Snapshot:EveryUsers", options.Snapshot.EveryUsers, 1, 100_000_000);
        Between(faults, "Snapshot:EveryMs", options.Snapshot.EveryMs, 10, 86_400_000);
        Between(faults, "Snapshot:RepeatMsMax", options.Snapshot.RepeatMsMax, 10, 3_600_000);
    }

    private static void CheckScoring(PipelineOptions options, List<string> faults)
    {
        Between(faults, "Score:BatchSizeMax", options.Score.BatchSizeMax, 1, 4_096);
        Between(faults, "Score:BatchWaitMsMax", options.Score.BatchWaitMsMax, 0, 10_000);
        Between(faults, "Score:QueueUsersMax", options.Score.QueueUsersMax, options.Score.BatchSizeMax, 1_000_000);
        Between(faults, "Score:LiveSessionsMax", options.Score.LiveSessionsMax, 1, 10_000_000);
        Between(faults, "Score:LiveClicksMax", options.Score.LiveClicksMax, 1, LiveClicksOptions.ClicksLimit);
        Between(faults, "Score:Threads", options.Score.Threads, 0, 1_024);
        Between(faults, "Rerank:Items", options.Rerank.Items, 1, 500);
        Between(faults, "Rerank:CandidatesMax", options.Rerank.CandidatesMax, options.Rerank.Items, 10_000);
        Between(faults, "Score:ExactItemsMax", options.Score.ExactItemsMax, 1, 1_000_000_000);
        if (options.Score.RecallMin is not (> 0 and <= 1))
        {
            faults.Add($"Score:RecallMin is {options.Score.RecallMin}; it must lie above 0 and not above 1.");
        }

        if (options.Score.Provider is not ("auto" or "cpu" or "cuda"))
        {
            faults.Add($"Score:Provider is '{options.Score.Provider}'; it must be auto, cpu or cuda.");
        }

        if (options.Rerank.DiversityLambda is not (>= 0 and <= 1))
        {
            faults.Add($"Rerank:DiversityLambda is {options.Rerank.DiversityLambda}; it must lie between 0 and 1.");
        }
    }

    private static void CheckSearch(ProductSearchOptions search, List<string> faults)
    {
        Between(faults, "Search:PublishMs", search.PublishMs, 10, 60_000);
        Between(faults, "Search:QueryCharsMax", search.QueryCharsMax, 16, 4_096);
        Between(faults, "Search:ListItemsMax", search.ListItemsMax, 100, 10_000);
        Between(faults, "Search:ListsMaxMb", search.ListsMaxMb, 1, 65_536);
        Between(faults, "Search:ListTtlMs", search.ListTtlMs, 1_000, 86_400_000);
        Between(faults, "Search:FacetValuesMax", search.FacetValuesMax, 1, 10_000);
        Between(faults, "Search:KeptSearchesMax", search.KeptSearchesMax, 0, 1_000_000);
        Between(faults, "Search:ShownItemsMax", search.ShownItemsMax, 1, 1_000);
        Between(faults, "Search:ClickWindowMs", search.ClickWindowMs, 1_000, 7 * 86_400_000L);
        if (search.SwapShare is not (>= 0 and <= 1))
        {
            faults.Add($"Search:SwapShare is {search.SwapShare}; it must lie between 0 and 1.");
        }

        Between(faults, "Search:QueryUsersMin", search.QueryUsersMin, 1, 10_000);
        Between(faults, "Search:CountsEveryMs", search.CountsEveryMs, 10, 60_000);
    }

    private static void Between(List<string> faults, string key, long value, long least, long most)
    {
        if (value < least || value > most)
        {
            faults.Add($"{key} is {value}; it must lie between {least} and {most}.");
        }
    }
}
