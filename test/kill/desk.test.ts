// What a person does at the command line, with the shop killed around every write: see desk-scenarios.ts.

import { killedWhere } from './aim.ts'
import { deskScenarios } from './desk-scenarios.ts'

killedWhere(deskScenarios)
