namespace StreamReco.Architecture.Tests;

/// <summary>The repository keeps the rules. What each rule catches stands in <see cref="RulesCanFailTests"/>.</summary>
public sealed class ArchitectureTests
{
    // A rule over no files would pass for ever.
    [Fact]
    public void The_repository_is_found_and_has_its_three_source_projects()
    {
        Repository.Projects.Select(project => project.Path).Where(path => path.StartsWith("src/", StringComparison.Ordinal)).ShouldBe(
            ["src/Models/StreamReco.Models.csproj", "src/Stages/StreamReco.Stages.csproj", "src/StreamHost/StreamReco.StreamHost.csproj"]);
        Repository.Sources.ShouldNotBeEmpty();
    }

    [Fact]
    public void Project_references_follow_the_arrows() =>
        ShouldHold(Repository.Projects.SelectMany(Rules.ReferencesFollowTheArrows));

    [Fact]
    public void Kafka_SQL_and_ONNX_Runtime_stay_behind_their_boundaries() =>
        ShouldHold(Repository.Sources.Concat(Repository.Projects).SelectMany(Rules.LibrariesStayBehindTheirBoundary));

    [Fact]
    public void Folders_of_each_project_form_floors() =>
        ShouldHold(Rules.FoldersFormFloors(Repository.Sources));

    [Fact]
    public void Serving_code_reaches_neither_training_nor_evaluation_nor_the_command_line() =>
        ShouldHold(Repository.Sources.SelectMany(Rules.ServingStandsAlone));

    [Fact]
    public void Source_has_nothing_unfinished() =>
        ShouldHold(Repository.Sources.SelectMany(Rules.NothingIsUnfinished));

    [Fact]
    public void Source_files_are_short() =>
        ShouldHold(Repository.Sources.SelectMany(Rules.FilesFitAMind));

    [Fact]
    public void Suppressed_warnings_say_why() =>
        ShouldHold(Repository.Sources.SelectMany(Rules.SuppressionsSayWhy));

    [Fact]
    public void No_file_names_a_path_of_one_machine() =>
        ShouldHold(WithoutTheseTests.SelectMany(Rules.NoMachinePath));

    [Fact]
    public void No_file_names_a_package_registry() =>
        ShouldHold(WithoutTheseTests.SelectMany(Rules.NoRegistryHost));

    [Fact]
    public void Long_tests_have_a_short_form() => ShouldHold(LongTests.HaveAShortForm(
        WithoutTheseTests.Where(file => file.Path.StartsWith("tests/", StringComparison.Ordinal) && file.Path.EndsWith("Tests.cs", StringComparison.Ordinal)),
        Repository.Get("docs/TESTING.md")));

    // These tests hold the bad examples.
    private static IEnumerable<RepositoryFile> WithoutTheseTests =>
        Repository.TextFiles.Where(file => !file.Path.StartsWith("tests/Architecture.Tests/", StringComparison.Ordinal));

    private static void ShouldHold(IEnumerable<string> violations)
    {
        var found = violations.ToArray();
        Assert.True(found.Length == 0, string.Join(Environment.NewLine, found));
    }
}
