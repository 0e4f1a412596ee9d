using StreamReco.Models.Bots;
using StreamReco.Models.DataQuality;
using StreamReco.Models.Lake;
using StreamReco.Models.Privacy;
using StreamReco.Stages.Records;

namespace StreamReco.Stages.Lake;

/// <summary>Reads the versions of policies from control records. One that the fold refuses changes nothing here either.</summary>
internal static class LogPolicies
{
    /// <summary>Takes the version of a record that has a policy; others change nothing.</summary>
    public static void Take(in LogRecord record, LakePolicies policies)
    {
        try
        {
            switch (record.Kind)
            {
                case LogRecordKind.Consent:
                    policies.Change(LakePolicies.Consent, ConsentPolicy.Read(record.Value).Version);
                    break;
                case LogRecordKind.QualityRules:
                    policies.Change(LakePolicies.Quality, QualityRules.Read(record.Value).Version);
                    break;
                case LogRecordKind.BotPolicy:
                    policies.Change(LakePolicies.Bots, BotPolicyReader.Read(record.Value).Version);
                    break;
            }
        }
        catch (Exception e) when (e is FormatException or QualityRulesException)
        {
            // The fold goes on with the policy before.
        }
    }
}
