using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Help;
using StreamReco.StreamHost.Cli.Audit;
using StreamReco.StreamHost.Cli.Bots;
using StreamReco.StreamHost.Cli.Cluster;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Completion;
using StreamReco.StreamHost.Cli.Config;
using StreamReco.StreamHost.Cli.Consent;
using StreamReco.StreamHost.Cli.Contracts;
using StreamReco.StreamHost.Cli.Evaluation;
using StreamReco.StreamHost.Cli.Experiments;
using StreamReco.StreamHost.Cli.Identities;
using StreamReco.StreamHost.Cli.Labels;
using StreamReco.StreamHost.Cli.Lake;
using StreamReco.StreamHost.Cli.Lineage;
using StreamReco.StreamHost.Cli.Models;
using StreamReco.StreamHost.Cli.Quality;
using StreamReco.StreamHost.Cli.Rejected;
using StreamReco.StreamHost.Cli.Replay;
using StreamReco.StreamHost.Cli.Retention;
using StreamReco.StreamHost.Cli.Run;
using StreamReco.StreamHost.Cli.Search;
using StreamReco.StreamHost.Cli.Segments;
using StreamReco.StreamHost.Cli.Simulation;
using StreamReco.StreamHost.Cli.State;
using StreamReco.StreamHost.Cli.Topics;
using StreamReco.StreamHost.Cli.Training;
using StreamReco.StreamHost.Cli.Users;
using StreamReco.StreamHost.Cli.Validation;

namespace StreamReco.StreamHost.Cli;

/// <summary>All commands.</summary>
internal static class CommandTree
{
    public static RootCommand Build()
    {
        var root = new RootCommand("StreamReco: clicks in on one Kafka topic, fresh recommendations out on another.")
        {
            new DemoCommand(),
            new RunCommand(),
            new TrainCommand(),
            new TuneCommand(),
            new EvaluateCommand(),
            new SimulateCommand(),
            new ValidateCommand(),
            new ReplayCommand(),
            new Command("topics", "Prepare Kafka for the pipeline.") { new TopicsCreateCommand() },
            new Command("users", "Look into the state of users, give them their data, and have them forgotten.")
            {
                new UsersShowCommand(), new UsersDumpCommand(), new UsersExportCommand(), new UsersEraseCommand(),
                new Command("erasures", "Look into what was erased.") { new UsersErasuresListCommand() },
            },
            new Command("audit", "Look into the record of who asked for what and who looked at whom.")
            {
                new AuditListCommand(), new AuditVerifyCommand(),
            },
            new Command("consent", "Say what holds for users who said nothing of consent, and look how it stands.")
            {
                new ConsentApplyCommand(), new ConsentStatusCommand(),
            },
            new Command("bots", "Judge which users are programs, look at them, and decide of single ones.")
            {
                new BotsApplyCommand(), new BotsListCommand(), new BotsShowCommand(),
                BotsDecideCommand.Release(), BotsDecideCommand.Condemn(),
            },
            new Command("identities", "Take anonymous ids and users for one person, by events or one by one, and look who is linked.")
            {
                new IdentitiesApplyCommand(), new IdentitiesStatusCommand(), new IdentitiesShowCommand(),
                IdentitiesLinkCommand.Link(), IdentitiesLinkCommand.Unlink(),
            },
            new Command("rejected", "Look into rejected records, repair them, play them again.")
            {
                new RejectedListCommand(), new RejectedShowCommand(), new RejectedRepairCommand(),
                new RejectedReplayCommand(),
            },
            new Command("cluster", "Look at the running cluster, empty nodes before they stop, and take members out.")
            {
                new ClusterStatusCommand(), new ClusterMembersCommand(), new ClusterShowCommand(),
                new ClusterShardingCommand(), new ClusterDrainCommand(), new ClusterResumeCommand(),
                ClusterMemberCommand.Leave(), ClusterMemberCommand.Down(), new ClusterDownUnreachableCommand(),
                new ClusterHistoryCommand(),
            },
            new Command("shards", "Look at the shards of the running cluster.") { new ShardsListCommand() },
            new Command("models", "Look at the models of the running cluster, and change which one answers.")
            {
                new ModelsListCommand(), new ModelsShowCommand(), ModelsChangeCommand.Activate(),
                ModelsChangeCommand.Rollback(),
            },
            new Command("lake", "Keep the clicks as Parquet files, each once, and look into them.")
            {
                new LakeRunCommand(), new LakeStatusCommand(), new LakeVerifyCommand(), new LakeCompactCommand(),
                new LakeSqlCommand(), new LakeEraseCommand(),
            },
            new Command("lineage", "Follow answers, models and files back to what they were made of, and users to the models that saw them.")
            {
                new LineageAnswerCommand(), new LineageModelCommand(), new LineageFileCommand(), new LineageUserCommand(),
            },
            new Command("labels", "Say what became of the items of the answers in the lake, and look whether that is so.")
            {
                new LabelsMakeCommand(), new LabelsAuditCommand(), new LabelsBiasCommand(),
            },
            new Command("contracts", "What sources promise to send: versions, what a new one breaks, and what they send besides.")
            {
                new ContractsListCommand(), new ContractsCheckCommand(), new ContractsDriftCommand(),
            },
            new Command("retention", "Delete what is over the time that it is kept.") { RetentionCommand.Plan(), RetentionCommand.Apply() },
            new SearchCommand(),
            Queries(),
            new Command("experiments", "Plan, start, read and stop experiments; assign users, compare arms, and judge policies by logs of others.")
            {
                new ExperimentsStartCommand(), ExperimentsEndCommand.Stop(), ExperimentsEndCommand.Remove(), new ExperimentsListCommand(),
                new ExperimentsShowCommand(), new ExperimentsReportCommand(),
                new ExperimentsPlanCommand(), new ExperimentsCreateCommand(), new ExperimentsCheckCommand(),
                new ExperimentsAssignCommand(), new ExperimentsCompareCommand(), new ExperimentsOffPolicyCommand(),
                new ExperimentsAaCommand(), new ExperimentsVerifyCommand(),
            },
            new Command("segments", "Look at the segments that users belong to, and make them anew.")
            {
                new SegmentsListCommand(), new SegmentsRefreshCommand(),
            },
            new LagCommand(),
            Quality(),
            new TasksCommand(),
            new Command("config", "Look at settings.") { new ConfigShowCommand() },
            new Command("log", "Look at the log of a running node.") { new LogTailCommand() },
            new BackupCommand(),
            new RestoreCommand(),
            new CompletionCommand(),
            new VersionCommand(),
        };
        SharedOptions.AddTo(root);
        var suggest = root.Directives.OfType<SuggestDirective>().Single();
        suggest.Action = new SuggestAction(root, suggest);
        root.Add(GlobalOptions.Config);
        root.Add(GlobalOptions.Set);
        root.Add(GlobalOptions.Quiet);
        root.Add(GlobalOptions.Verbose);
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root;
    }

    private static QualityCommand Quality() => new()
    {
        new QualityCheckCommand(), new QualityApplyCommand(), new QualityStatusCommand(), new QualitySuggestCommand(),
    };

    private static Command Queries()
    {
        var queries = new Command("queries", "Look at what people search for.");
        foreach (var command in QueriesCommand.All())
        {
            queries.Add(command);
        }

        return queries;
    }
}
