/** A new scenario file: commented, and right as it stands. */
export function scenarioTemplate(): string {
  return `# yaml-language-server: $schema=./scenario.schema.json
# The file's name is the scenario's id: the cause in kebab case, never the outcome.
title: read() after the peer closed
# What a person would ask, in plain words.
question: The peer closed its end. What does our next read return?
# Why it matters in practice, in a sentence or two.
why: Programs take the end of the data for the end of the connection, and act on it.
tags: [close]

# Every combination of these values is a case. $link in a step stands for the value.
matrix:
  link: [unix-pair, tcp4]

# One call after another. A label is what claims and reports call the step.
# Other processes: { call: fork, as: peer, takes: [b] }, then in: peer on a step.
# Calls that may wait: async: pending on a step, then { call: await, of: pending }.
steps:
  - { call: connect-pair, link: $link, as: [a, b] }
  - { call: close, fd: b }
  - { call: read, fd: a, label: read after close }

# What a source says happens. Sources are listed in sources.yaml.
# claims:
#   - { of: read after close, on: { os: linux }, outcome: EOF, source: so-2974021 }
`;
}
