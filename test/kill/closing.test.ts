// Closing, watching and late money, with the shop killed around every write: see closing-scenarios.ts.

import { killedWhere } from './aim.ts'
import { closingScenarios } from './closing-scenarios.ts'

killedWhere(closingScenarios)
