using System.CommandLine;
using StreamReco.Benchmarks.Allocation;
using StreamReco.Benchmarks.Answers;
using StreamReco.Benchmarks.Api;
using StreamReco.Benchmarks.Experiments;
using StreamReco.Benchmarks.Fresh;
using StreamReco.Benchmarks.Growth;
using StreamReco.Benchmarks.Lake;
using StreamReco.Benchmarks.Path;
using StreamReco.Benchmarks.Questions;
using StreamReco.Benchmarks.Recovery;
using StreamReco.Benchmarks.Retrieval;
using StreamReco.Benchmarks.Rows;
using StreamReco.Benchmarks.Scoring;
using StreamReco.Benchmarks.Search;
using StreamReco.Benchmarks.Users;

var root = new RootCommand(
    "Figures of StreamReco, each beside the plainest program that does the same. Quote ratios and CPU, not clicks/s.")
{
    new RowsCommand(),
    new OneRowCommand(),
    new PathCommand(),
    new ColdStartCommand(),
    new AllocationCommand(),
    new GrowthCommand(),
    new ExperimentsCommand(),
    new RetrieveCommand(),
    new UsersCommand(),
    new ScoreCommand(),
    new CompressCommand(),
    new TwoStageCommand(),
    new AnswerCommand(),
    new ItemsCommand(),
    new ApiCommand(),
    new RecoveryCommand(),
    new SearchCommand(),
    new SearchLoadCommand(),
    new QuestionsCommand(),
    new LakeCommand(),
};
return await root.Parse(args).InvokeAsync();
