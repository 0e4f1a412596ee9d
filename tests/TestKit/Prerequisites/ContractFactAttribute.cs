using Xunit;
using Xunit.Sdk;

namespace StreamReco.TestKit.Prerequisites;

/// <summary>A test of a contract suite: a fact that is skipped where the inheriting class's prerequisite is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("StreamReco.TestKit.Prerequisites.ContractFactDiscoverer", "StreamReco.TestKit")]
public sealed class ContractFactAttribute : FactAttribute;
