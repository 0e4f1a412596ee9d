namespace StreamReco.StreamHost.Options;

/// <summary>The record of who asked for what, and who looked at whom.</summary>
public sealed class AuditOptions
{
    /// <summary>Whether it is written. It costs nothing until somebody uses the admin endpoint or looks at a person.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Whether a read of a person must stand in the trail before its data is handed out; where it cannot be written, it is refused.</summary>
    public bool Required { get; set; }

    /// <summary>Records that wait for the state database, some 500 bytes each: an outage of an hour at three a second.</summary>
    public int QueueMax { get; set; } = 10_000;

    /// <summary>Equal GET requests of the admin endpoint within so long are one record, ms: pages refresh themselves each second.</summary>
    public int RepeatsMs { get; set; } = 60_000;

    /// <summary>How long a read of a person waits for its record where that is required, ms.</summary>
    public int WaitMs { get; set; } = 2_000;

    /// <summary>The faults of these settings, a sentence each.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        Between(faults, "Audit:QueueMax", QueueMax, 100, 1_000_000);
        Between(faults, "Audit:RepeatsMs", RepeatsMs, 1, 3_600_000);
        Between(faults, "Audit:WaitMs", WaitMs, 10, 60_000);
        if (Required && !Enabled)
        {
            faults.Add("Audit:Required is true and Audit:Enabled is false; what is required must be written.");
        }

        return faults;
    }

    private static void Between(List<string> faults, string key, int value, int least, int most)
    {
        if (value < least || value > most)
        {
            faults.Add($"{key} is {value}; it must lie between {least} and {most}.");
        }
    }
}
